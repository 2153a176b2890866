package io.reco.server.store.valkey.tail;

import io.reco.server.store.log.Mark;
import io.reco.server.store.valkey.layout.Answer;

/**
 * How far a partition's log was after a step.
 *
 * @param facts how many it ever had
 */
public record Written(Mark upTo, long facts) {

    /** As the functions answer that append: after the first number a place, and how many. */
    public static Written of(int partition, Answer answer) {
        long position = new StreamPlace(answer.number(1), answer.number(2)).position();
        return new Written(new Mark(partition, position), answer.number(3));
    }
}
