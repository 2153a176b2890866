package io.reco.server.demo;

import java.util.List;

/**
 * One desk of the newsroom: a topic, and the phrases its headlines are made of.
 *
 * @param subjects singular, so that every one goes with every turn
 * @param turns what became of the subject, in the past tense
 * @param details sentences of which a summary holds one
 */
record Desk(String topic, List<String> subjects, List<String> turns, List<String> details) {

    static final List<Desk> ALL = List.of(
            new Desk(
                    "technology",
                    List.of(
                            "a chip maker of twelve people",
                            "the oldest compiler still in use",
                            "a browser written by volunteers",
                            "the village data centre",
                            "a robot arm made of plywood",
                            "the password",
                            "a database without a schema",
                            "the quiet keyboard"),
                    List.of(
                            "learned to do more with less",
                            "survived another rewrite",
                            "went open source overnight",
                            "outlived its inventor",
                            "beat the benchmark it was built to lose",
                            "lost its last bug report",
                            "found a second life in schools",
                            "moved to the edge of the network"),
                    List.of(
                            "The engineers say that the hard part was leaving things out.",
                            "A patch of nine lines made the difference.",
                            "Users noticed before the marketing department did.",
                            "What began as a weekend project now runs in forty countries.")),
            new Desk(
                    "science",
                    List.of(
                            "a telescope on a rooftop",
                            "the slowest experiment in town",
                            "a forgotten box of fossils",
                            "the smallest known magnet",
                            "a moss that sleeps for centuries",
                            "the new map of the sea floor",
                            "a clock made of light",
                            "the mathematics of traffic"),
                    List.of(
                            "answered a question nobody had asked",
                            "failed in an interesting way",
                            "was measured for the first time",
                            "divided the reviewers",
                            "turned out to be older than thought",
                            "changed a chapter of the textbook",
                            "gave its first result",
                            "was repeated by a class of fourteen-year-olds"),
                    List.of(
                            "Two other groups have seen the same effect.",
                            "The error bars are wide, and the authors say so on page one.",
                            "It took eleven winters of patient counting.",
                            "The raw data can be had by anybody who asks.")),
            new Desk(
                    "health",
                    List.of(
                            "the ten-minute walk",
                            "a clinic on wheels",
                            "the afternoon nap",
                            "a cheap blood test",
                            "the hospital garden",
                            "a choir for weak lungs",
                            "the night shift",
                            "a vaccine without a needle"),
                    List.of(
                            "did better than expected",
                            "reached the islands at last",
                            "got a trial of its own",
                            "cut waiting times by half",
                            "turned out to need company",
                            "was tested on nine thousand volunteers",
                            "won over the doubters",
                            "showed its limits"),
                    List.of(
                            "Doctors warn against drawing conclusions too early.",
                            "The effect was largest in those who expected none.",
                            "Nurses had known it for years.",
                            "The study followed its patients for a decade.")),
            new Desk(
                    "travel",
                    List.of(
                            "the night train",
                            "an inn at the end of the road",
                            "the slow ferry",
                            "a footpath along the border",
                            "the last lighthouse with a keeper",
                            "a bus line through five valleys",
                            "the winter harbour",
                            "a station without a town"),
                    List.of(
                            "came back after twenty years",
                            "was worth the detour",
                            "opened its doors to strangers",
                            "ran late and nobody minded",
                            "kept its timetable through the snow",
                            "became a destination of its own",
                            "was saved by its passengers",
                            "looked best in the rain"),
                    List.of(
                            "Bring a coat, a book and no plan.",
                            "The ticket costs less than the coffee on board.",
                            "Locals recommend the first seat on the left.",
                            "It is closed on Tuesdays, except when it is not.")),
            new Desk(
                    "food",
                    List.of(
                            "a sourdough of eighty years",
                            "the humble lentil",
                            "a kitchen without a freezer",
                            "the village oven",
                            "a vineyard in the far north",
                            "the school canteen",
                            "a cheese nobody exports",
                            "the perfect broth"),
                    List.of(
                            "was better on the second day",
                            "fed a whole street",
                            "made the critics wait in line",
                            "gave up its secret",
                            "went without salt and won",
                            "needed nothing but time",
                            "came back on every menu",
                            "split a family of cooks"),
                    List.of(
                            "The recipe fits on a postcard.",
                            "Start the evening before, and do not hurry.",
                            "The cook measures by hand and tastes twice.",
                            "It can be made with what is left in any kitchen.")),
            new Desk(
                    "sport",
                    List.of(
                            "a goalkeeper of forty-one",
                            "the club from the third division",
                            "a marathon on gravel",
                            "the youngest referee",
                            "a rowing crew of neighbours",
                            "the chess champion",
                            "a climber without sponsors",
                            "the relay team"),
                    List.of(
                            "won in the last minute",
                            "trained in the car park",
                            "came second and smiled",
                            "broke a record from the seventies",
                            "went on after the fall",
                            "changed the rules of the game",
                            "turned down the transfer",
                            "drew a crowd of twenty thousand"),
                    List.of(
                            "The coach had bet on the weather.",
                            "It was decided by four hundredths of a second.",
                            "The return match is on Saturday.",
                            "Nobody in the stadium sat down again.")),
            new Desk(
                    "business",
                    List.of(
                            "a bakery with six hundred owners",
                            "the family firm",
                            "a warehouse that runs at night",
                            "the four-day week",
                            "a bank of one branch",
                            "the second-hand market",
                            "a shipyard for small boats",
                            "the price of copper"),
                    List.of(
                            "beat the forecast again",
                            "was sold to its workers",
                            "doubled without borrowing",
                            "surprised the analysts",
                            "grew by staying small",
                            "paid for itself in a year",
                            "kept its promise to suppliers",
                            "ran into a full order book"),
                    List.of(
                            "Margins are thin, and the owners like it that way.",
                            "The figures will be audited in spring.",
                            "Competitors have asked for a tour.",
                            "Half of the orders now come from abroad.")),
            new Desk(
                    "culture",
                    List.of(
                            "a museum of unsent letters",
                            "the smallest theatre in the country",
                            "a novel found in a drawer",
                            "the mural under the bridge",
                            "a festival without a stage",
                            "the dictionary of a dying language",
                            "a film shot on one street",
                            "the travelling library"),
                    List.of(
                            "sold out for a whole season",
                            "was read aloud in the square",
                            "found its audience late",
                            "started an argument that lasted all night",
                            "was restored by amateurs",
                            "came home after a century",
                            "made the minister laugh",
                            "ended where it began"),
                    List.of(
                            "Our critic went twice.",
                            "The catalogue alone is worth the visit.",
                            "Admission is free for those who bring a story.",
                            "It runs until the end of the month.")),
            new Desk(
                    "climate",
                    List.of(
                            "a glacier in a notebook",
                            "the rewilded river",
                            "a town without gas",
                            "the mangrove belt",
                            "a heat pump in a castle",
                            "the community wind turbine",
                            "a forest planted by hand",
                            "the dry summer"),
                    List.of(
                            "brought the beavers back",
                            "was measured from space",
                            "paid its first dividend",
                            "held back the flood",
                            "changed what farmers plant",
                            "cooled a whole quarter",
                            "came five years early",
                            "convinced the council"),
                    List.of(
                            "The numbers have been checked by three institutes.",
                            "It will take another thirty years to know.",
                            "Neighbouring regions have begun to copy it.",
                            "The cost was shared by eleven parishes.")),
            new Desk(
                    "politics",
                    List.of(
                            "a mayor without a party",
                            "the budget of a small town",
                            "a citizens' assembly",
                            "the longest debate of the year",
                            "a law of a single sentence",
                            "the youngest deputy",
                            "a border commission",
                            "the postal vote"),
                    List.of(
                            "passed by one voice",
                            "was sent back for the third time",
                            "asked the children first",
                            "held together against the odds",
                            "published every receipt",
                            "lost the vote and won the argument",
                            "met in a gymnasium",
                            "put the date in writing"),
                    List.of(
                            "Both sides claim to have invented the compromise.",
                            "The minutes run to four hundred pages.",
                            "A second reading is expected before the summer.",
                            "Turnout was the highest in a generation.")),
            new Desk(
                    "music",
                    List.of(
                            "a string quartet on bicycles",
                            "the radio choir",
                            "a piano left in the station",
                            "the loudest band of the valley",
                            "a symphony for one drum",
                            "the record shop on the corner",
                            "a singer who never recorded",
                            "the organ of the old cinema"),
                    List.of(
                            "played through the power cut",
                            "was tuned by a stranger",
                            "went on tour at last",
                            "found the missing second movement",
                            "filled the hall on a Monday",
                            "made silence fashionable",
                            "was sampled ten thousand times",
                            "rehearsed on the ferry"),
                    List.of(
                            "The encore lasted longer than the concert.",
                            "Listen for the third track.",
                            "The score was copied by hand.",
                            "Tickets are shared out by lottery.")),
            new Desk(
                    "education",
                    List.of(
                            "a school without bells",
                            "the evening class for parents",
                            "a teacher of three subjects",
                            "the reading hour",
                            "a university on a barge",
                            "the new exam",
                            "a classroom in the woods",
                            "the homework machine"),
                    List.of(
                            "asked fewer questions and got better answers",
                            "taught the teachers",
                            "went a year without marks",
                            "was designed by its pupils",
                            "brought grandparents back to their desks",
                            "raised reading by a grade",
                            "started an hour later",
                            "ran out of chairs"),
                    List.of(
                            "Inspectors stayed for the whole week.",
                            "The method is a hundred years old.",
                            "Results were published class by class.",
                            "Other schools are on the waiting list.")));
}
