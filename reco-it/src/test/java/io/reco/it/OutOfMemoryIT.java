package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.client.RecommendClient;
import io.reco.client.RecommendException;
import io.reco.client.catalog.ArticleDetails;

/** A server whose heap is too small for what it is given, started as {@code java -jar}, without a flag that would end it. */
class OutOfMemoryIT {

    private static final Logger log = LoggerFactory.getLogger(OutOfMemoryIT.class);
    private static final int BATCH = 50;
    private static final int ARTICLES_MAX = 100_000;
    private static final int WORDS = 1_000;
    private static final int FAILURES_MAX = 30;

    @TempDir
    Path folder;

    private final Random random = new Random(1);

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void itEndsInsteadOfLivingOnByHalf() throws Exception {
        int port = FreePorts.take();
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(Application.command(
                        List.of("-Xmx40m"),
                        "serve",
                        "--port",
                        String.valueOf(port),
                        "--http-port",
                        "off",
                        "--store",
                        folder.resolve("data").toString()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("RECO_") || name.startsWith("JAVA_"));
        Process server = builder.start();
        try (RecommendClient client = Clients.at("127.0.0.1:" + port)) {
            await().atMost(Duration.ofMinutes(4)).until(() -> ServingWaitStrategy.serving("127.0.0.1:" + port));

            int sent = feed(client, server);

            log.info("out of memory after articles={}", sent);
            assertThat(server.waitFor(60, TimeUnit.SECONDS))
                    .as("it ended; it wrote: %s", Files.readString(output))
                    .isTrue();
            assertThat(server.exitValue()).isEqualTo(3);
            assertThat(Files.readString(output)).contains("reco: out of memory, so this process ends (expected: ");
        } finally {
            server.destroyForcibly();
        }
    }

    /**
     * Sends articles of ever new words, until nobody takes them any more. A call that fails says little, for a machine may be
     * slow; many of them say that the server is alive for nobody.
     */
    private int feed(RecommendClient client, Process server) {
        int failures = 0;
        for (int next = 1; next < ARTICLES_MAX; next += BATCH) {
            List<ArticleDetails> batch = new ArrayList<>();
            for (int id = next; id < next + BATCH; id++) {
                batch.add(ArticleDetails.builder(id)
                        .title("article " + id)
                        .summary(text())
                        .build());
            }
            try {
                client.upsert(batch);
            } catch (RecommendException e) {
                if (!server.isAlive() || ++failures == FAILURES_MAX) {
                    return next;
                }
            }
        }
        return ARTICLES_MAX;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < WORDS; i++) {
            text.append(Integer.toString(random.nextInt(1 << 30), 36)).append(' ');
        }
        return text.toString();
    }
}
