package io.reco.client;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleField;
import io.reco.client.catalog.ArticleQuery;
import io.reco.client.catalog.ArticleView;
import io.reco.client.catalog.DeleteResult;
import io.reco.client.catalog.FoundArticles;
import io.reco.client.catalog.UpsertResult;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.EventWatch;
import io.reco.client.feedback.FeedbackReporter;
import io.reco.client.feedback.ReportResult;
import io.reco.client.feedback.ReporterOptions;
import io.reco.client.feedback.WatchRequest;
import io.reco.client.internal.argument.Ids;
import io.reco.client.operations.ArticleFunnel;
import io.reco.client.operations.BackupResult;
import io.reco.client.operations.BackupSink;
import io.reco.client.operations.Quality;
import io.reco.client.operations.RecentRefusal;
import io.reco.client.operations.ServerStatus;
import io.reco.client.page.Explanation;
import io.reco.client.page.Page;
import io.reco.client.page.PageRequest;
import io.reco.client.page.RecommendedArticle;
import io.reco.client.page.RelatedRequest;
import io.reco.client.page.TopRequest;
import io.reco.client.reader.Activity;
import io.reco.client.reader.ErasureReceipt;
import io.reco.client.reader.MergeResult;
import io.reco.client.reader.Preferences;
import io.reco.client.reader.ReaderProfile;
import io.reco.client.reader.ReaderRecord;

/**
 * A client of Reco. Make one for the whole program: it is safe for use by many threads, and spreads its calls over all
 * servers of its target that say they are serving.
 *
 * <p><b>Ids</b> of readers and articles are 1..128 visible ASCII characters ({@code !}..{@code ~}), compared byte for byte;
 * {@code "0"} is none. Numbers &gt; 0 may be given as such: 7 and {@code "7"} are the same id.
 *
 * <p><b>Deadlines.</b> Every call has one, its retries included: that of its {@link Operation}, unless the builder or
 * {@link #withDeadline} says otherwise. If the caller runs inside a gRPC {@code Context} that ends earlier, that wins. Streams
 * ({@link #watch}, {@link #export}, {@link #backup}) have none, and end when they are silent for too long.
 *
 * <p><b>Retries.</b> A call that fails as UNAVAILABLE is sent up to three times, 20 ms to 250 ms apart or as the server
 * asks, unless too many calls fail already. That is safe: a page is the same page again, an event counts once ({@link
 * Operation} says more). Streams are not retried, and no other failure is. Do not wrap calls in retries of your own: the two
 * multiply. For more of them, {@link #withPatience}.
 *
 * <p><b>Failures.</b> Every call throws {@link RecommendException}, and {@link IllegalStateException} once the client is
 * closed. A thread interrupted while it waits gets the former with code CANCELLED and keeps its interrupt flag.
 */
public interface RecommendClient extends AutoCloseable {
    /**
     * A client over TLS, with default settings.
     *
     * @param target {@code host:port}, or any gRPC target such as {@code dns:///host:8889}; a name with several addresses
     *     is balanced over
     */
    static RecommendClient connect(String target) {
        return builder(target).connect();
    }

    /**
     * A client to be configured.
     *
     * @param targets one gRPC target as above, or several {@code host:port} to balance over
     */
    static RecommendClientBuilder builder(String... targets) {
        return new RecommendClientBuilder(List.of(targets));
    }

    /**
     * A new page, never repeating what the reader viewed or was shown lately.
     *
     * @param reader who asks; empty for an anonymous reader, of whom nothing is kept
     * @param count how many articles; 0 means 10, more than 100 counts as 100
     */
    default Page recommend(String reader, int count) {
        return recommend(PageRequest.of(reader).count(count).build());
    }

    /**
     * See {@link #recommend(String, int)}.
     *
     * @param reader > 0
     */
    default Page recommend(long reader, int count) {
        return recommend(Ids.of("reader", reader), count);
    }

    /**
     * The page asked for at a moment. Later than the reader's newest page: a new one. Exactly a page's
     * {@linkplain Page#stamp() stamp}: that very page. Otherwise the newest older one, and an empty page when there is none.
     *
     * @param at cut to milliseconds; a moment in the future counts as now
     */
    default Page recommend(String reader, int count, Instant at) {
        return recommend(PageRequest.of(reader).count(count).at(at).build());
    }

    /**
     * See {@link #recommend(String, int, Instant)}.
     *
     * @param reader > 0
     */
    default Page recommend(long reader, int count, Instant at) {
        return recommend(Ids.of("reader", reader), count, at);
    }

    /** A page with all options: placement, filter, details, a look without a trace, and what spoke for each article. */
    Page recommend(PageRequest request);

    /** A new page whose articles come with all their details. */
    default Page recommendWithDetails(String reader, int count) {
        return recommend(PageRequest.of(reader).count(count).details().build());
    }

    /**
     * See {@link #recommendWithDetails(String, int)}.
     *
     * @param reader > 0
     */
    default Page recommendWithDetails(long reader, int count) {
        return recommendWithDetails(Ids.of("reader", reader), count);
    }

    /**
     * The reader's pages from the newest back to the oldest kept. The newest is a new one, as from {@link #recommend(String,
     * int)}; to look back without making one use {@link #historyBefore}. Each page is fetched when the stream gets there.
     *
     * @param reader not empty: of an anonymous reader nothing is kept
     */
    default Stream<Page> history(String reader, int count) {
        return history(PageRequest.of(reader).count(count).build());
    }

    /**
     * See {@link #history(String, int)}.
     *
     * @param reader > 0
     */
    default Stream<Page> history(long reader, int count) {
        return history(Ids.of("reader", reader), count);
    }

    /** As {@link #history(String, int)}, of the feed of the request's placement, each page with the request's options. */
    Stream<Page> history(PageRequest request);

    /** As {@link #history(String, int)}, from the page before this one on, of the same placement. */
    Stream<Page> historyBefore(Page page, int count);

    /**
     * Articles like this one, for nobody in particular; as a page without a stamp, for the list itself is not kept: what was
     * related once may be so again.
     *
     * @param count how many articles; 0 means 10, more than 100 counts as 100
     * @throws RecommendException with code NOT_FOUND when the catalogue does not have the article
     */
    default Page related(String article, int count) {
        return related(RelatedRequest.of(article).count(count).build());
    }

    /**
     * See {@link #related(String, int)}.
     *
     * @param article > 0
     */
    default Page related(long article, int count) {
        return related(Ids.of("article", article), count);
    }

    /** See {@link #related(String, int)}; with all options, a reader among them. */
    Page related(RelatedRequest request);

    /**
     * The articles of the moment, best first, for nobody in particular.
     *
     * @param count how many articles; 0 means 10, more than 100 counts as 100
     */
    default List<RecommendedArticle> top(TopRequest.Kind kind, int count) {
        return top(TopRequest.of(kind).count(count).build());
    }

    /** See {@link #top(TopRequest.Kind, int)}; with all options, a topic among them. */
    List<RecommendedArticle> top(TopRequest request);

    /** See {@link #explain(String, Collection)}. */
    default Explanation explain(Page page, String... absentArticles) {
        return explain(page.exposureToken(), Arrays.asList(absentArticles));
    }

    /**
     * Why a kept page is as it is, and why other articles are not on it.
     *
     * @param exposureToken the page's
     * @param absentArticles at most 100
     * @throws RecommendException with code NOT_FOUND when the page is not kept any more
     */
    Explanation explain(String exposureToken, Collection<String> absentArticles);

    /**
     * See {@link #explain(String, Collection)}, for a page by its name.
     *
     * @param placement of which feed; empty for that of the original contract
     * @param stamp the page's
     */
    Explanation explain(String reader, String placement, Instant stamp, Collection<String> absentArticles);

    /** What the catalogue says about these articles, in their order; any number, up to 1,000 in a request. */
    default FoundArticles articles(Collection<String> ids) {
        return articles(ids, ArticleView.BASIC);
    }

    /** See {@link #articles(Collection)}; with {@link ArticleView#FULL} also what readers did with them. */
    FoundArticles articles(Collection<String> ids, ArticleView view);

    /** See {@link #articles(Collection)}. */
    default FoundArticles articles(String... ids) {
        return articles(Arrays.asList(ids));
    }

    /**
     * See {@link #articles(Collection)}.
     *
     * @param ids each > 0
     */
    default FoundArticles articles(long... ids) {
        return articles(Ids.of("ids", ids));
    }

    /** See {@link #report(Collection)}. */
    default ReportResult report(Event... events) {
        return report(Arrays.asList(events));
    }

    /**
     * Tells what readers did, and returns when the accepted events are durable. Any number: a request holds up to 1,000 of
     * them, and fewer where their tokens are long. When
     * it throws, some may have been stored: report the same events again, they count once. For a stream of single events
     * use {@link #reporter()}.
     */
    ReportResult report(Collection<Event> events);

    /** A reporter with {@linkplain ReporterOptions#defaults() default options}, closed with this client. */
    default FeedbackReporter reporter() {
        return reporter(ReporterOptions.defaults());
    }

    /** A reporter that buffers events and sends them in batches; closed with this client. */
    FeedbackReporter reporter(ReporterOptions options);

    /**
     * Events as they are accepted, beginning where the request says; see {@link EventWatch}, and close it in the end. The
     * call goes on until then; closing the client ends it, too.
     */
    EventWatch watch(WatchRequest request);

    /**
     * Adds articles or replaces them whole. One with an etag is refused, with reason {@code STALE_ETAG}, when the stored one
     * is not as it was read any more. Returns when the change is in force. Any number: they are taken from the stream as they
     * are sent, up to 1,000 in a request. When it throws, those of earlier requests are stored; sending all of them again is
     * harmless.
     */
    UpsertResult upsert(Stream<ArticleDetails> articles);

    /**
     * Writes only these fields of the articles; all others keep what is stored, whatever the given articles say. What is
     * empty in a given article is cleared, if it is among the fields. An article that the catalogue does not hold is added,
     * with nothing but these fields. Otherwise as {@link #upsert(Stream)}; of writes of different fields at the same time
     * none is lost.
     *
     * @param fields none: adds the articles that the catalogue does not hold and changes no other
     */
    UpsertResult upsert(Stream<ArticleDetails> articles, Set<ArticleField> fields);

    /** See {@link #upsert(Stream, Set)}. */
    default UpsertResult upsert(Collection<ArticleDetails> articles, Set<ArticleField> fields) {
        return upsert(articles.stream(), fields);
    }

    /** See {@link #upsert(Stream)}. */
    default UpsertResult upsert(Collection<ArticleDetails> articles) {
        return upsert(articles.stream());
    }

    /** See {@link #upsert(Stream)}. */
    default UpsertResult upsert(ArticleDetails... articles) {
        return upsert(Arrays.stream(articles));
    }

    /**
     * Takes articles out of the catalogue, any number. An id that is upserted within 24 hours is the same article again,
     * with all that readers did with it; later it is a new one.
     */
    DeleteResult delete(Collection<String> ids);

    /** See {@link #delete(Collection)}. */
    default DeleteResult delete(String... ids) {
        return delete(Arrays.asList(ids));
    }

    /**
     * See {@link #delete(Collection)}.
     *
     * @param ids each > 0
     */
    default DeleteResult delete(long... ids) {
        return delete(Ids.of("ids", ids));
    }

    /**
     * The whole catalogue in ascending order of the bytes of its ids (10 comes before 9), fetched piece by piece as the stream
     * gets there.
     */
    default Stream<ArticleDetails> listArticles() {
        return listArticles(ArticleQuery.builder().build());
    }

    /** What of the catalogue the query asks for, in its order, fetched piece by piece as the stream gets there. */
    Stream<ArticleDetails> listArticles(ArticleQuery query);

    /** What is known of a reader, at a glance; of one nobody knows what a new reader has. */
    ReaderProfile reader(String reader);

    /**
     * All that is kept of what a reader did and was served, the newest first, fetched piece by piece as the stream gets there.
     */
    default Stream<Activity> activities(String reader) {
        return activities(reader, Activity.class);
    }

    /**
     * See {@link #activities(String)}, of one kind.
     *
     * @param type {@link io.reco.client.reader.KeptAction}, {@link io.reco.client.reader.KeptPage}, or all
     */
    <A extends Activity> Stream<A> activities(String reader, Class<A> type);

    /** Replaces what a reader stated whole, and gives it as it is now. In force for the very next page. */
    Preferences update(Preferences preferences);

    /** Writes only these parts of what a reader stated; the others keep what is stored. None: only gives what is stored. */
    Preferences update(Preferences preferences, Set<Preferences.Field> fields);

    /** See {@link #merge(String, String, String)}, with a request id made for this call and all its attempts. */
    MergeResult merge(String from, String into);

    /**
     * Moves everything of one reader to another: actions, pages and event ids, but not what they stated. {@code from} starts
     * empty and may be used or merged again. Counts never change.
     *
     * @param requestId 1..64 visible ASCII characters: with the same id it happens once
     */
    MergeResult merge(String from, String into, String requestId);

    /**
     * Everything there is of a reader: what they stated, then pages and actions, the newest first, then events as the log still
     * has them, the oldest first. Comes as it is read; close the stream unless it is read to its end.
     */
    Stream<ReaderRecord> export(String reader);

    /**
     * Erases a reader: statements, actions, pages and event ids at once, what was learned as far as it can be taken apart,
     * log and snapshots with their retention. Events from before it are refused from then on, with reason {@code
     * READER_ERASED}. Counts stay.
     */
    ErasureReceipt erase(String reader);

    /** How the server that answers is, as of now. */
    ServerStatus status();

    /**
     * What became of an article that was shown: seen, opened, read to the end, shared, hour by hour. Of one that the catalogue
     * never had, {@link RecommendException.Code#NOT_FOUND}.
     *
     * @param hours the latest so many, the one that has begun included; at least 1, and more than 168 count as 168
     */
    ArticleFunnel funnel(String articleId, int hours);

    /** The same of an article by number. */
    default ArticleFunnel funnel(long articleId, int hours) {
        return funnel(Ids.of("articleId", articleId), hours);
    }

    /** Whether pages help, and what becomes of reported events: what the server that answers counted since it started. */
    Quality quality();

    /**
     * What the server that answers refused lately, the latest first: calls, and single events and articles of calls.
     *
     * @param max 1..1000
     */
    List<RecentRefusal> refusals(int max);

    /**
     * A consistent copy of the store, while it serves. It holds readers' data and the key that signs tokens. What the sink
     * throws ends it, as {@link java.io.UncheckedIOException}.
     *
     * @throws RecommendException with code RESOURCE_EXHAUSTED while another one is made, FAILED_PRECONDITION for a store that
     *     cannot be copied so, DATA_LOSS when it ended early
     */
    BackupResult backup(BackupSink sink);

    /**
     * See {@link #backup(BackupSink)}, into a folder that only its owner may look into (0700, files 0600) where the system
     * knows such rights. The file {@code reco-backup}, which lists all others with their checksums, is written last: a folder
     * without it is no whole backup.
     *
     * @param folder made, and taken away again when the server refuses before the first file; may be there, but empty
     * @throws IllegalArgumentException when there is something in the folder
     * @throws java.io.UncheckedIOException when it cannot be made or written to
     */
    BackupResult backup(Path folder);

    /**
     * Whether a server takes calls now. Of several servers, one is asked.
     *
     * @return false if it is up but starting, draining or unwell
     * @throws RecommendException with code UNAVAILABLE if none can be reached
     */
    default boolean isServing() {
        return isServing("");
    }

    /**
     * As {@link #isServing()}, of one gRPC service of the server.
     *
     * @param service its full name, such as {@code reco.v1.RecommendService}; empty: the server as a whole
     * @throws RecommendException with code NOT_FOUND if the server has no such service
     */
    boolean isServing(String service);

    /** The same client, each of whose calls may take this long. Costs nothing; closing it closes this one. */
    RecommendClient withDeadline(Duration deadline);

    /** The same client, whose calls wait for a connection until their deadline instead of failing at once. */
    RecommendClient waitingForReady();

    /** As {@link #withPatience(Duration, BiConsumer)}, and nobody hears of it. */
    default RecommendClient withPatience(Duration patience) {
        return withPatience(patience, (failure, taken) -> {});
    }

    /**
     * The same client for jobs that outlast a restart of the servers. A request that failed and is {@linkplain
     * RecommendException#retryable() retryable} is sent again, with pauses that grow to 5 s or as the server asks, up to 30 s,
     * until this long after it was first sent; each of these attempts has the deadline of its operation. {@link #isServing()}
     * is asked once all the same.
     *
     * @param listener hears of each failure that is followed by another attempt, and how long the request has taken so far;
     *     on a thread of the client, so it must not block
     */
    RecommendClient withPatience(Duration patience, BiConsumer<RecommendException, Duration> listener);

    /**
     * The same client, but nothing that it does changes anything: pages are looks, and what is reported, written, deleted,
     * merged or erased is checked by the server and answered as if it had been done.
     */
    RecommendClient onlyValidating();

    /** The same calls as futures. */
    AsyncRecommendClient async();

    /**
     * Flushes and closes the reporters, lets running calls end and disconnects, within the close timeout for each. A second
     * call does nothing. An interrupt cuts it short and stays set.
     */
    @Override
    void close();
}
