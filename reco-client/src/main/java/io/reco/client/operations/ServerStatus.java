package io.reco.client.operations;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a server is, at the moment it answered.
 *
 * @param version the server's
 * @param startTime when it started
 * @param obstacle why it does not serve; empty while it does
 * @param articleCount how many articles may be recommended, or could be later
 * @param readerCount how many readers the models know
 * @param log how far the log has come
 * @param model what is learned in the background
 * @param snapshot the newest one; empty while there is none
 * @param store what holds the data
 * @param pages made since the start; looks do not count
 * @param settings all of them, in the order of the page of settings
 */
public record ServerStatus(
        String version,
        Instant startTime,
        String obstacle,
        long articleCount,
        long readerCount,
        Log log,
        Model model,
        Optional<Snapshot> snapshot,
        Store store,
        Pages pages,
        List<Setting> settings) {
    public ServerStatus {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(startTime, "startTime");
        Objects.requireNonNull(obstacle, "obstacle");
        Objects.requireNonNull(log, "log");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(snapshot, "snapshot");
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(pages, "pages");
        settings = List.copyOf(settings);
    }

    /**
     * The log.
     *
     * @param newestPosition how many facts were accepted so far
     * @param followedPosition how many of them the models have taken in
     * @param dueRowCount how many neighbour rows wait to be built again
     */
    public record Log(long newestPosition, long followedPosition, long dueRowCount) {}

    /**
     * What is learned in the background.
     *
     * @param modelId names what ranks pages now, as in {@link io.reco.client.page.Exposure.Policy}
     * @param learnedPosition how many facts the log had when it was learned
     * @param learnTime when it was learned; empty before the first time
     */
    public record Model(String modelId, long learnedPosition, Optional<Instant> learnTime) {
        public Model {
            Objects.requireNonNull(modelId, "modelId");
            Objects.requireNonNull(learnTime, "learnTime");
        }
    }

    /**
     * A snapshot of the models.
     *
     * @param createTime when it was made
     * @param sizeBytes how large it is
     * @param writeDuration how long writing it took
     * @param pauseDuration how long facts waited for it
     */
    public record Snapshot(Instant createTime, long sizeBytes, Duration writeDuration, Duration pauseDuration) {
        public Snapshot {
            Objects.requireNonNull(createTime, "createTime");
            Objects.requireNonNull(writeDuration, "writeDuration");
            Objects.requireNonNull(pauseDuration, "pauseDuration");
        }
    }

    /**
     * What holds the data.
     *
     * @param kind such as {@code rocksdb}
     * @param sizeBytes how large it is; 0 when not known
     * @param freeBytes how much room is left where it lives; 0 when not known
     * @param clockDoubted whether removal by age waits because the clock is in doubt
     * @param shards the parts of the cluster that keeps it, where several servers share it; else none
     */
    public record Store(String kind, long sizeBytes, long freeBytes, boolean clockDoubted, List<Shard> shards) {
        public Store {
            Objects.requireNonNull(kind, "kind");
            shards = List.copyOf(shards);
        }
    }

    /**
     * A part of a store that several servers share, as the one that was asked sees it.
     *
     * @param slots of the cluster that it is of, such as {@code 0-5460}
     * @param primary where the process listens that takes its writes
     * @param copyCount on how many processes what is written is, that one included; 0 while it is given up
     */
    public record Shard(String slots, String primary, int copyCount) {
        public Shard {
            Objects.requireNonNull(slots, "slots");
            Objects.requireNonNull(primary, "primary");
        }
    }

    /**
     * Pages since the start.
     *
     * @param pageCount how many were made
     * @param degradedCount of how many a disk or a deadline let only a degraded one through
     */
    public record Pages(long pageCount, long degradedCount) {}

    /**
     * One thing that is set.
     *
     * @param name its flag, without the dashes
     * @param value {@code ***} for a secret
     * @param origin {@code default}, {@code --flag}, {@code RECO_VARIABLE} or {@code file:line}
     */
    public record Setting(String name, String value, String origin) {
        public Setting {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(origin, "origin");
        }
    }
}
