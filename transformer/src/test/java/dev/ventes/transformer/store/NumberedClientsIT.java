package dev.ventes.transformer.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.reactivestreams.client.MongoClients;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.infra.mongo.MongoServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumberedClientsIT {
    private static final List<String> CLIENTS =
            IntStream.range(0, 300).mapToObj(n -> "Client " + n).toList();

    @Test
    void eachClientHasOneNumberWhoeverGivesItAndNoTwoHaveTheSame(@TempDir Path folder) throws Exception {
        try (var mongo = MongoServer.start(MongoServer.Options.of(folder, 0));
                var client = MongoClients.create(mongo.uri());
                var transformers = Executors.newFixedThreadPool(3)) {
            var view = ViewCollections.of(client, "numbers");
            var given = transformers.invokeAll(List.of(asking(view, 1), asking(view, 2), asking(view, 3)));

            var numbers = given.getFirst().get();
            assertThat(new HashSet<>(numbers)).hasSameSizeAs(CLIENTS);
            for (var other : given) {
                assertThat(other.get()).isEqualTo(numbers);
            }
            var reading = NumberedClients.reading(view);
            assertThat(CLIENTS.stream().map(reading::of)).isEqualTo(numbers);
            assertThat(reading.of("Nobody")).isNegative();
            assertThat(NumberedClients.giving(view).of("Nobody"))
                    .isNotNegative()
                    .isNotIn(numbers);
        }
    }

    /** In an order of its own. */
    private static Callable<List<Integer>> asking(ViewCollections view, int seed) {
        return () -> {
            var numbered = NumberedClients.giving(view);
            var order = new ArrayList<>(CLIENTS);
            Collections.shuffle(order, new Random(seed));
            order.forEach(numbered::of);
            return CLIENTS.stream().map(numbered::of).toList();
        };
    }
}
