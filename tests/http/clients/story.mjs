// Sends the requests of its input with fetch.
import { readFileSync } from "node:fs"

for (const line of readFileSync(0, "utf8").trimEnd().split("\n")) {
  const [method, url, token, type, body] = line.split("\t")
  const headers = { authorization: `Bearer ${token}`, ...(type && { "content-type": type }) }
  const response = await fetch(url, { method, headers, body: body || undefined })
  process.stdout.write(`${await response.text()}\t${response.status}\n`)
}
