"""The fixture `demo`: a small software company in its busiest months."""

from mockserver.seed.document import (
    Access,
    Check,
    CheckIn,
    Closing,
    Comment,
    Company,
    Contributor,
    Discussion,
    Document,
    Entry,
    Fixture,
    Goal,
    GoalCheckIn,
    Milestone,
    Person,
    Project,
    Space,
    Target,
    Task,
)


def write() -> Fixture:
    people = [
        Person(
            name="Olivia Owens",
            title="Founder & CEO",
            role="owner",
        ),
        Person(name="Adam Adler", title="COO", role="admin", token="opk_admin", manager="Olivia Owens"),
        Person(name="Mia Miller", title="Head of Product", token="opk_member", manager="Olivia Owens"),
        Person(name="Gus Garcia", title="Consultant", role="guest", token="opk_guest"),
        Person(name="Sam Sutter", title="Account Manager", token="opk_suspended", suspended=Entry(at="-20d")),
    ] + [
        Person(name=name, title=title, manager="Mia Miller")
        for name, title in [
            ("Hana Ito", "Product Designer"),
            ("Ben Okafor", "Backend Engineer"),
            ("Clara Weiss", "Frontend Engineer"),
            ("Diego Ramos", "Data Analyst"),
            ("Eva Lindqvist", "Customer Success Lead"),
            ("Farid Haddad", "Sales Lead"),
            ("Grace Kim", "Marketing Manager"),
        ]
    ]
    spaces = [
        Space(
            name="Product",
            mission="Build what customers ask for twice",
            members={"Mia Miller": "full", "Hana Ito": "edit", "Ben Okafor": "edit", "Clara Weiss": "edit"},
            tools={"tasks": True, "discussions": True, "documents": True},
            discussions=[
                Discussion(
                    title="How we plan the next quarter",
                    at="-30d 10:00",
                    by="Mia Miller",
                    text="Bring one bet each.\n\n- What changes for customers?\n- What do we stop?",
                    comments=[Comment(by="Ben Okafor", at="-29d 11:10", text="Mine is faster search, @[Mia Miller].")],
                )
            ],
            documents=[
                Document(
                    name="Definition of done",
                    by="Mia Miller",
                    at="-60d",
                    text="# Done\n\nIt is released, measured and written down.",
                )
            ],
            tasks=[Task(name="Tidy up the backlog", assignee="Hana Ito", due="+5d")],
        ),
        Space(name="Marketing", mission="Tell the story", members={"Grace Kim": "full", "Diego Ramos": "edit"}),
        Space(
            name="Customer Success",
            mission="Keep them and grow them",
            members={"Eva Lindqvist": "full", "Farid Haddad": "edit"},
        ),
        Space(
            name="People",
            mission="A place to do the best work",
            members={"Adam Adler": "full"},
            access=Access(company="none"),
        ),
    ]
    goals = [
        Goal(
            name="Reach 5 M in annual recurring revenue",
            champion="Olivia Owens",
            reviewer="Adam Adler",
            due="2026",
            targets=[Target(name="ARR", from_=3.1, to=5, unit="M USD")],
            check_ins=[
                GoalCheckIn(
                    at="-9d 15:00",
                    text="A good month: two large renewals.",
                    values={"ARR": 3.6},
                    acknowledged=Entry(at="-8d"),
                )
            ],
            goals=[
                Goal(
                    name="Cut churn to 3 %",
                    space="Customer Success",
                    champion="Eva Lindqvist",
                    reviewer="Olivia Owens",
                    due="Q2 2026",
                    targets=[Target(name="Monthly churn", from_=6.2, to=3)],
                    check_ins=[
                        GoalCheckIn(
                            at="-10d 09:30", status="caution", text="Still above plan.", values={"Monthly churn": 5.1}
                        )
                    ],
                    projects=[
                        Project(
                            name="Onboarding in one day",
                            champion="Eva Lindqvist",
                            reviewer="Mia Miller",
                            due="+30d",
                            milestones=[
                                Milestone(title="Guide written", due="-5d", done=Entry(at="-6d")),
                                Milestone(title="First ten customers", due="+20d"),
                            ],
                            tasks=[
                                Task(
                                    name="Record the tour",
                                    assignee="Hana Ito",
                                    milestone="Guide written",
                                    status="done",
                                    moved=Entry(at="-7d"),
                                ),
                                Task(
                                    name="Pick the ten customers",
                                    assignee="Farid Haddad",
                                    due="+4d",
                                    milestone="First ten customers",
                                    status="in_progress",
                                ),
                                Task(name="Ask for feedback"),
                            ],
                            check_ins=[
                                CheckIn(
                                    at="-6d 16:00",
                                    text="The guide is live.",
                                    acknowledged=Entry(at="-5d"),
                                    reactions={"🎉": ["Olivia Owens"]},
                                )
                            ],
                        )
                    ],
                ),
                Goal(
                    name="Double qualified leads",
                    space="Marketing",
                    champion="Grace Kim",
                    reviewer="Farid Haddad",
                    due="Q3 2026",
                    targets=[Target(name="Leads a month", from_=120, to=240, unit="leads")],
                    checks=[Check(name="New landing page", done=True), Check(name="Webinar series")],
                    projects=[
                        Project(
                            name="Website relaunch",
                            champion="Grace Kim",
                            reviewer="Olivia Owens",
                            closed=Closing(at="-15d", text="It shipped on time."),
                        ),
                        Project(name="Partner programme", champion="Farid Haddad", paused=Entry(at="-12d")),
                    ],
                ),
            ],
        ),
        Goal(
            name="Answer every search in 100 ms",
            space="Product",
            champion="Ben Okafor",
            reviewer="Mia Miller",
            due="+60d",
            targets=[Target(name="p95 latency", from_=480, to=100, unit="ms")],
            projects=[
                Project(
                    name="New search index",
                    champion="Ben Okafor",
                    reviewer="Mia Miller",
                    contributors=[Contributor(person="Gus Garcia", responsibility="Load tests")],
                    tasks=[Task(name="Measure what we have", assignee="Ben Okafor")],
                )
            ],
        ),
    ]
    return Fixture(
        began="-90d",
        notify=True,
        read_until="-7d",
        company=Company(name="Northwind Labs"),
        people=people,
        spaces=spaces,
        goals=goals,
    )
