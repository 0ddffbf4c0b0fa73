package dev.ventes.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.ventes.core.log.ChangeEncoder;
import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Mark;
import dev.ventes.core.log.Op;
import dev.ventes.infra.kafka.KafkaServer;
import dev.ventes.infra.mongo.MongoServer;
import dev.ventes.transformer.Instance.Call;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Derived views that are new, over sales that are there and go on changing. */
class FillIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    /** Some pages in each partition. */
    private static final int SALES = 6_000;

    @TempDir
    static Path folder;

    private static KafkaServer kafka;
    private static MongoServer mongo;
    private int lsn = SALES;
    private int rounds;

    @BeforeAll
    static void startServers() {
        kafka = new KafkaServer(folder.resolve("kafka"), 0);
        kafka.start();
        mongo = MongoServer.start(MongoServer.Options.of(folder.resolve("mongo"), 0));
    }

    @AfterAll
    static void stopServers() {
        mongo.close();
        kafka.close();
    }

    @Test
    void viewThatIsNewIsFilledWhileSalesChangeAndTransformersDieInTheMiddleOfIt() throws Exception {
        try (var it = new TransformerFixture(kafka, mongo)) {
            it.marks(ChangeEncoder.encode(new Mark.Start(1, true)), 1);
            for (var id = 1; id <= SALES; id++) {
                it.postgres("c", id, 1, id);
            }
            it.flush();
            await().atMost(SOON).untilAsserted(it::assertAllApplied);
            it.stopTransformer();
            makeNew(it);

            // Claims, pages that are about to be counted, and pages that are counted and not written down as such.
            for (var fatal : List.of(2, 2, 3, 2, 4, 1)) {
                change(it);
                crashAt(it, fatal);
            }
            change(it);
            it.startTransformer();
            change(it);

            await().atMost(SOON).untilAsserted(it::assertAllApplied);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(views(it))
                            .hasSize(TransformerFixture.PARTITIONS)
                            .allSatisfy(views -> assertThat(views)
                                    .doesNotContainKey("filling")
                                    .extracting("whole", LIST)
                                    .hasSize(4)
                                    .doesNotContain("ventes_par_heure")));
            assertThat(KeptFigures.miscounted(
                            it.database(), it.config().zone(), it.documents().values()))
                    .isEmpty();
        }
    }

    /** One view is not known, one is of another zone and has old figures, and one was there that is no more. */
    private static void makeNew(TransformerFixture it) {
        Mono.from(it.database().getCollection("ventes_par_pays").drop()).block();
        var whole = List.of(
                "ventes_par_periode@Europe/Paris",
                "ventes_par_client@Europe/Paris",
                "ventes_par_produit@Asia/Tokyo",
                "ventes_par_heure");
        Mono.from(it.collections().partitions().updateMany(Filters.empty(), Updates.set("counting.whole", whole)))
                .block();
    }

    private void change(TransformerFixture it) throws Exception {
        var round = ++rounds;
        for (var id = 1 + round; id <= SALES; id += 400) {
            it.postgres("u", id, 1, ++lsn);
        }
        it.api(Op.DELETE, 5 + round * 600L, new Expectation.Present());
        it.postgres("c", SALES + 1 + round, 1, ++lsn);
        it.flush();
    }

    private static void crashAt(TransformerFixture it, int fatal) {
        var calls = new AtomicInteger();
        try (var instance = new Instance(it.config(), call -> {
            if (call == Call.FILL && calls.incrementAndGet() == fatal) {
                throw new IllegalStateException("crash");
            }
        })) {
            await().atMost(SOON).until(() -> instance.ended().isCompletedExceptionally());
        }
    }

    private static List<Document> views(TransformerFixture it) {
        return Flux.from(it.collections().partitions().find())
                .map(partition -> partition.get("counting", Document.class))
                .collectList()
                .block();
    }
}
