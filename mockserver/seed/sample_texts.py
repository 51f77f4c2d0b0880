"""Words of the product's world: what companies set out to do, and what they say about it."""

from typing import Final, NamedTuple


class Aim(NamedTuple):
    """A goal and how it is measured."""

    name: str
    target: str
    start: float
    to: float
    unit: str


class Area(NamedTuple):
    """A part of a company: what it is for, what it wants, and what it does for that."""

    name: str
    mission: str
    aims: tuple[Aim, ...]
    projects: tuple[str, ...]
    tasks: tuple[str, ...]
    titles: tuple[str, ...]


COMPANY_AIMS: Final = (
    Aim("Reach 5 M in annual recurring revenue", "Annual recurring revenue", 3.1, 5, "M USD"),
    Aim("Become the tool that teams recommend", "Net promoter score", 31, 50, "points"),
    Aim("Make this the best place any of us worked at", "Engagement score", 71, 85, "%"),
    Aim("Be profitable by the end of the year", "Operating margin", -8, 3, "%"),
    Aim("Open the European market", "Revenue from Europe", 4, 20, "%"),
)

AREAS: Final = (
    Area(
        "Product",
        "Find out what customers need, and build the part that matters",
        (
            Aim("Double weekly active teams", "Weekly active teams", 1400, 2800, "teams"),
            Aim("Bring new teams to their first goal within a day", "Time to first goal", 6.5, 1, "days"),
            Aim("Make check-ins a habit", "Goals with a check-in this month", 54, 85, "%"),
            Aim("Halve the clicks to a project update", "Clicks to post an update", 8, 4, "clicks"),
            Aim("Get half of all teams onto mobile", "Teams that use the mobile app", 12, 50, "%"),
            Aim("Retire the old editor", "Pages in the old editor", 9200, 0, "pages"),
        ),
        (
            "Onboarding in one sitting", "Work map redesign", "Mobile app beta", "New rich text editor",
            "Weekly digest that people read", "Templates for annual planning", "Usability study with 20 teams",
            "Dark theme", "Public roadmap", "Import from spreadsheets",
        ),
        (
            "Write the brief", "Interview five customers", "Sketch the empty state", "Test the prototype",
            "Decide what to leave out", "Review copy with support", "Measure the first week",
            "Draft the release note", "Collect requests from the forum", "Check contrast and keyboard use",
        ),
        ("Head of Product", "Product Manager", "Product Designer", "User Researcher", "UX Writer"),
    ),
    Area(
        "Engineering",
        "Ship small, ship safely, sleep well",
        (
            Aim("Answer every page within 200 ms", "Slowest 5 % of pages", 640, 200, "ms"),
            Aim("Keep the service up 99.95 % of the time", "Availability", 99.7, 99.95, "%"),
            Aim("Deploy ten times a day", "Deployments per day", 2, 10, "deployments"),
            Aim("Cut the cloud bill by a third", "Monthly cloud bill", 42, 28, "k USD"),
            Aim("Close every security finding", "Open findings", 37, 0, "findings"),
            Aim("Bring the test suite under five minutes", "Duration of the test suite", 19, 5, "minutes"),
        ),
        (
            "Search that finds things", "Move to the new database cluster", "Single sign-on", "Audit log",
            "Public API 2.0", "Incident drill every month", "Feature flags", "Faster continuous integration",
            "Backups we have restored from", "Delete the legacy billing code",
        ),
        (
            "Write the design note", "Add the migration", "Load test with last year's data", "Fix the flaky test",
            "Set up the dashboard", "Review the rollback plan", "Upgrade the runtime", "Profile the slow query",
            "Remove the old code path", "Document the alarm",
        ),
        ("Head of Engineering", "Backend Engineer", "Frontend Engineer", "Site Reliability Engineer", "Data Engineer"),
    ),
    Area(
        "Marketing",
        "Tell the story so that the right people hear it",
        (
            Aim("Double qualified leads", "Qualified leads per month", 120, 240, "leads"),
            Aim("Reach 50,000 readers a month", "Monthly readers", 18000, 50000, "readers"),
            Aim("Turn one visitor in twenty into a trial", "Visitors who start a trial", 2.4, 5, "%"),
            Aim("Halve the cost of a trial", "Cost per trial", 88, 44, "USD"),
            Aim("Publish a customer story every other week", "Customer stories", 3, 26, "stories"),
        ),
        (
            "Website relaunch", "Customer stories in video", "Autumn webinar series", "Comparison pages",
            "Newsletter with a point of view", "Partner programme", "Presence at three conferences",
            "Brand guide that fits on one page", "Pricing page experiments",
        ),
        (
            "Outline the article", "Book the speaker", "Agree on the three messages", "Brief the agency",
            "Record the interview", "Set up tracking", "Proofread the landing page", "Pick the pictures",
            "Plan the launch week", "Ask legal about the logo",
        ),
        ("Head of Marketing", "Content Writer", "Growth Marketer", "Event Manager", "Brand Designer"),
    ),
    Area(
        "Customer Success",
        "Keep the promises that sales made",
        (
            Aim("Cut churn to 3 %", "Monthly churn", 6.2, 3, "%"),
            Aim("Answer every question within two hours", "Median time to first answer", 9, 2, "hours"),
            Aim("Grow revenue from existing customers by 15 %", "Net revenue retention", 98, 115, "%"),
            Aim("Have a success plan with every large customer", "Customers with a plan", 22, 100, "%"),
            Aim("Solve half of all questions by documentation", "Questions solved by self-service", 21, 50, "%"),
        ),
        (
            "Help centre that answers", "Health score for accounts", "Onboarding calls for every new team",
            "Quarterly business reviews", "Win-back campaign", "Community forum", "Shared inbox clean-up",
            "Training videos", "Renewal playbook",
        ),
        (
            "Call the ten quietest accounts", "Write the missing help page", "Tag last month's tickets",
            "Prepare the review with the largest customer", "Ask for a reference", "Update the macros",
            "Summarize why people left", "Agree on the escalation path", "Schedule the training", "Clean up duplicates",
        ),
        ("Head of Customer Success", "Customer Success Manager", "Support Specialist", "Onboarding Specialist"),
    ),
    Area(
        "People",
        "Hire well, and make it worth staying",
        (
            Aim("Fill every open role within 45 days", "Days to fill a role", 71, 45, "days"),
            Aim("Keep regretted departures under 5 %", "Regretted departures", 9, 5, "%"),
            Aim("Give everybody a growth plan", "People with a growth plan", 30, 100, "%"),
            Aim("Bring new colleagues up to speed in a month", "Weeks to first own project", 9, 4, "weeks"),
        ),
        (
            "Structured interviews", "First week that works", "Salary bands in the open", "Manager training",
            "Feedback twice a year", "Office move", "Handbook clean-up", "Summer get-together",
        ),
        (
            "Rewrite the job ad", "Train two interviewers", "Collect feedback from the last five hires",
            "Order the equipment", "Talk to the works council", "Book the venue", "Update the handbook page",
            "Prepare the survey", "Share the results",
        ),
        ("Head of People", "Recruiter", "People Partner", "Office Manager"),
    ),
    Area(
        "Sales",
        "Help the right customers decide",
        (
            Aim("Close 90 new accounts", "New accounts", 12, 90, "accounts"),
            Aim("Win one offer in three", "Offers won", 21, 33, "%"),
            Aim("Shorten the sales cycle to 30 days", "Days from first call to contract", 52, 30, "days"),
            Aim("Build a pipeline of 4 M", "Open pipeline", 1.6, 4, "M USD"),
        ),
        (
            "New price list", "Demo that fits in 15 minutes", "Clean customer database", "Partner channel",
            "Security questionnaire answers", "Playbook for large accounts", "Commission plan", "Reference programme",
        ),
        (
            "Update the forecast", "Follow up on the fair", "Write the proposal", "Negotiate the contract",
            "Prepare the demo data", "Record the objections", "Call back lost customers", "Check the discount rules",
        ),
        ("Head of Sales", "Account Executive", "Sales Engineer", "Sales Development Representative"),
    ),
    Area(
        "Finance",
        "Know where the money is, and say so in time",
        (
            Aim("Close the books within five days", "Days to close a month", 12, 5, "days"),
            Aim("Collect invoices within 30 days", "Days sales outstanding", 48, 30, "days"),
            Aim("Forecast the quarter within 5 %", "Error of the forecast", 14, 5, "%"),
        ),
        (
            "New accounting system", "Expense cards for everybody", "Budget for next year", "Audit preparation",
            "Invoices by e-mail only", "Monthly numbers on one page",
        ),
        (
            "Reconcile the accounts", "Send the reminders", "Check the travel rules", "Compare three offers",
            "Explain the variance", "File the return", "Archive last year's receipts",
        ),
        ("Head of Finance", "Controller", "Accountant"),
    ),
    Area(
        "Operations",
        "Make it boring, in the best sense",
        (
            Aim("Ship every order within a day", "Orders shipped within a day", 81, 98, "%"),
            Aim("Halve the number of tools", "Tools we pay for", 46, 23, "tools"),
            Aim("Bring complaints under 1 %", "Complaints", 2.7, 1, "%"),
        ),
        (
            "Second warehouse", "Supplier review", "One place for contracts", "Travel booking without e-mails",
            "Emergency plan", "Laptop renewal",
        ),
        (
            "Count the stock", "Call the supplier", "Draw the process", "Cancel the subscription",
            "Train the early shift", "Check the insurance", "Label the shelves",
        ),
        ("Head of Operations", "Operations Manager", "Logistics Planner"),
    ),
)  # fmt: skip

REGIONS: Final = (
    "North America", "DACH", "the Nordics", "France", "Iberia", "Italy", "the UK", "Benelux", "Poland", "Japan",
    "Australia", "Brazil", "Mexico", "India", "South Korea", "the Gulf",
)  # fmt: skip

SEGMENTS: Final = (
    "small teams", "agencies", "hospitals", "schools", "manufacturers", "non-profits", "banks", "start-ups",
    "public services", "retailers", "law firms", "universities",
)  # fmt: skip

TEAMS: Final = (
    "Platform", "Payments", "Mobile", "Growth", "Data", "Security", "Enterprise", "Partners", "Europe", "Americas",
    "Asia", "Education", "Health", "Self-service", "Insights",
)  # fmt: skip

MILESTONES: Final = (
    "Scope agreed", "First version in use", "Ten customers on board", "Public launch", "Results reviewed",
    "Old way switched off", "Budget approved", "Everybody trained",
)  # fmt: skip

CHECKS: Final = (
    "Owner named", "Baseline measured", "Budget agreed", "Customers asked", "Risks written down", "Launch date set",
    "Support briefed", "Dashboard in place",
)  # fmt: skip

RESPONSIBILITIES: Final = (
    "Design", "Implementation", "Research", "Rollout", "Communication", "Numbers", "Quality", "Contact to customers",
)  # fmt: skip

GOING_WELL: Final = (
    "We are ahead of plan. The numbers moved for the third week in a row, and nobody had to stay late for it.",
    "Good progress: the first results are in, and they hold up when we look at them twice.",
    "On track. What worried us last month is solved; the next step is to do the same for the larger customers.",
    "The new approach works. We learned more in two weeks of use than in two months of planning.",
    "Steady. No surprises, and that is how we like it. Next up: the part that everybody has been waiting for.",
)

NEEDS_CARE: Final = (
    "We are slower than planned. Two people are out, and the hard part took longer than we thought.",
    "The trend is right but flat. If it does not move within two weeks, we should talk about the scope.",
    "A supplier let us down, so we lost a week. We can make up for it if the review is on Monday.",
    "The numbers are noisy. I would rather say caution now than be surprised at the end of the quarter.",
)

IN_TROUBLE: Final = (
    "We are off track. The main assumption turned out wrong; I will propose a smaller version by Friday.",
    "Blocked since last week. We need a decision about the budget before anything else makes sense.",
    "The last experiment failed. We know why, but the date can't be kept without help.",
)

SAYINGS: Final = (
    "Great news, thank you for writing it down so clearly.",
    "Can you share the numbers behind this?",
    "I can help with that next week.",
    "Let us talk about the second point on Monday.",
    "This is exactly what the customers I met last week asked for.",
    "Should we tell the other teams about it?",
    "I have updated the document, have a look when you find the time.",
    "Good call. Fewer things, done well.",
    "What would have to be true for this to be done a month earlier?",
    "Thanks! That answers my question.",
    "I am a bit worried about the date. Is there anything we could leave out?",
    "Agreed, and let us write down why we decided so.",
)

DISCUSSIONS: Final = (
    ("How we plan the next quarter", "Bring one bet each, and be ready to say what we stop doing for it.\n\n- What changes for customers?\n- What does it cost?\n- How will we know?"),
    ("What we learned from the last launch", "Three things went well, two did not. Add yours below before Friday."),
    ("Fewer meetings, better notes", "I propose to replace the Tuesday meeting with a written update. Who would miss it?"),
    ("Welcome to our new colleagues", "Say hello, and tell them the one thing you wish you had known in your first week."),
    ("A customer told us the truth", "I spoke to a team that left in winter. It was not the price: they never saw their own progress."),
    ("Which tools can go?", "We pay for more than forty. Please mark those that you would not notice were gone."),
    ("Numbers of the month", "Revenue is up, churn is down a little, support is stretched. Details are in the documents."),
    ("An idea for the summer", "What if we took one week to fix only the small things that annoy us every day?"),
)  # fmt: skip

DOCUMENTS: Final = (
    ("Definition of done", "# Done\n\nIt is released, measured and written down.\n\n- Somebody outside of the team has used it\n- Support knows about it\n- We know how to take it back"),
    ("Who we are for", "Teams of ten to two hundred people who want to see what their work adds up to."),
    ("How we write", "# Short\n\nSay what it is, then why it matters.\n\n# Plain\n\nIf there is a simpler word, use it."),
    ("Meeting notes", "# Decisions\n\n- We start with the smaller market\n- The date stays\n\n# Open\n\n- Who talks to legal?"),
    ("Interview guide", "Ask for the last time it happened, not for what people would do.\n\n- What did you try?\n- What was annoying?\n- What did you do then?"),
    ("Plan for the launch week", "# Monday\n\nLast check with support.\n\n# Wednesday\n\nThe announcement goes out.\n\n# Friday\n\nWe look at the numbers together."),
    ("Frequently asked questions", "# Can I try it without a credit card?\n\nYes.\n\n# Where is my data?\n\nIn the region that you chose."),
)  # fmt: skip

RETROSPECTIVES: Final = (
    "We did what we set out to do, and a week early. Talking to customers first saved us from building the wrong half.",
    "It took longer than planned, but it is in daily use. Next time we start with the migration.",
    "We stopped in time. The idea was good, the moment was not; the notes are in the documents.",
)

ARTICLES: Final = (
    "https://intranet.example.com/plans",
    "https://board.example.com/b/72",
    "https://docs.example.com/d/one-pager",
)
EMOJI: Final = ("👍", "🎉", "❤️", "🚀", "👏", "💡")
