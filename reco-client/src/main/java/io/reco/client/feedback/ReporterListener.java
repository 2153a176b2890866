package io.reco.client.feedback;

import java.util.List;

import io.reco.client.RecommendException;
import io.reco.client.Refused;

/** Hears of events that were not delivered. Called on the reporter's thread, so it must not block for long. */
public interface ReporterListener {
    /**
     * A listener that does nothing; {@link FeedbackReporter#counts} counts all the same, and the first refusal is logged as a
     * warning ({@link System.Logger}, {@code io.reco.client.feedback.FeedbackReporter}).
     */
    ReporterListener NONE = new ReporterListener() {};

    /** The server does not want this one: its content is wrong. */
    default void refused(Refused<Event> event) {}

    /** None of these can be delivered: the whole request failed for a reason that will not pass. */
    default void refused(List<Event> events, RecommendException reason) {}

    /** The reporter was closed before these got through. Some may have, unanswered; reporting them again is harmless. */
    default void abandoned(List<Event> events) {}
}
