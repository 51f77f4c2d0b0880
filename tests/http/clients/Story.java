import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Scanner;

/** Sends the requests of its input with the default client, which offers an upgrade to HTTP/2. */
class Story {
    public static void main(String[] arguments) throws Exception {
        var client = HttpClient.newHttpClient();
        var lines = new Scanner(System.in, "UTF-8");
        while (lines.hasNextLine()) {
            var fields = lines.nextLine().split("\t", -1);
            var request = HttpRequest.newBuilder(URI.create(fields[1])).header("authorization", "Bearer " + fields[2]);
            if (!fields[3].isEmpty()) request.header("content-type", fields[3]);
            var body = fields[4].isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(fields[4]);
            var response = client.send(request.method(fields[0], body).build(), BodyHandlers.ofString());
            System.out.print(response.body() + "\t" + response.statusCode() + "\n");
        }
    }
}
