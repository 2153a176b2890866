package io.reco.client.feedback;

import java.util.List;

import io.reco.client.Refused;

/**
 * What became of reported events; every one is either accepted, a duplicate or refused.
 *
 * @param accepted how many were new and are now durable
 * @param duplicates those whose id the server had seen before, which changed nothing. An event whose first attempt was
 *     stored but whose answer got lost counts here
 * @param refused those that are wrong, in the order reported
 */
public record ReportResult(int accepted, List<Event> duplicates, List<Refused<Event>> refused) {
    public ReportResult {
        duplicates = List.copyOf(duplicates);
        refused = List.copyOf(refused);
    }
}
