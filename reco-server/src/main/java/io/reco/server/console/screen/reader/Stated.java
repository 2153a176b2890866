package io.reco.server.console.screen.reader;

import java.util.ArrayList;
import java.util.List;

import io.reco.api.v1.GetReaderResponse;
import io.reco.api.v1.Reader;
import io.reco.server.console.table.Moments;

/**
 * What is known of a reader beside what they did.
 *
 * @param actionCount how many actions are kept
 * @param pageCount how many pages are kept
 * @param statements what they stated, and what became of them, a sentence each
 */
public record Stated(int actionCount, int pageCount, List<String> statements) {

    public Stated {
        statements = List.copyOf(statements);
    }

    static Stated of(GetReaderResponse answer) {
        Reader reader = answer.getReader();
        List<String> said = new ArrayList<>();
        add(said, "Follows topics: ", reader.getFollowedTopicsList());
        add(said, "Follows authors: ", reader.getFollowedAuthorsList());
        add(said, "Blocks topics: ", reader.getBlockedTopicsList());
        add(said, "Blocks authors: ", reader.getBlockedAuthorsList());
        add(said, "Reads: ", reader.getLanguageCodesList());
        if (reader.hasPersonalised() && !reader.getPersonalised()) {
            said.add("Wants pages as for nobody; what they do is not learned from.");
        }
        add(said, "Merged into this one, the latest first: ", answer.getMergedReaderIdsList());
        if (answer.hasEraseTime()) {
            said.add("Was erased at " + Moments.exact(Moments.of(answer.getEraseTime())) + ".");
        }
        return new Stated(answer.getActionCount(), answer.getPageCount(), said);
    }

    private static void add(List<String> said, String what, List<String> values) {
        if (!values.isEmpty()) {
            said.add(what + String.join(", ", values));
        }
    }
}
