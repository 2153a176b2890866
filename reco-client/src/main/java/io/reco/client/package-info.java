/**
 * A typed client of Reco, with deadlines and retries.
 *
 * <pre>{@code
 * try (RecommendClient client = RecommendClient.builder("localhost:8889").plaintext().connect()) {
 *     Page page = client.recommend("reader-2", 4);
 *     System.out.println(page);
 *     client.report(Event.view(page.reader(), page.articles().get(0).id()).from(page));
 * }
 * }</pre>
 *
 * Make one client for the whole program and share it: it is safe for use by many threads and balances its calls over
 * all servers behind its target. {@link io.reco.client.RecommendClient} says what every call promises.
 *
 * <p>Here are the client, how it is made and how its calls fail. What it takes and gives is in rooms by noun: {@code page}
 * (pages, and why they are as they are), {@code catalog} (articles), {@code feedback} (events, reporting and watching them),
 * {@code reader} (one reader's data), {@code operations} (how a server is, backups). {@code testing} is a server for tests.
 */
@NullMarked
package io.reco.client;

import org.jspecify.annotations.NullMarked;
