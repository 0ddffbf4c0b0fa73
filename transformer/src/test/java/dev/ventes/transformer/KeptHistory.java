package dev.ventes.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.core.log.Position;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.SaleVersion;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.transformer.publish.Enriched;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import reactor.core.publisher.Flux;

/** The history of the sales, and what it must be: what {@code ventes.enriched} has told of them. */
public final class KeptHistory {
    private KeptHistory() {}

    /** Every version that a sale had, but the present one, and every deletion is there once, and nothing else is. */
    static void assertWhole(TransformerFixture it) {
        assertThat(of(it)).containsExactlyInAnyOrderEntriesOf(told(it.read("enriched")));
    }

    static Map<String, SaleVersion> of(TransformerFixture it) {
        return of(it.collections());
    }

    public static Map<String, SaleVersion> of(ViewCollections collections) {
        var versions = new LinkedHashMap<String, SaleVersion>();
        Flux.from(collections.historique().find())
                .doOnNext(version -> versions.put(version.key(), version))
                .then()
                .block();
        return versions;
    }

    /** What the records of {@code ventes.enriched} say that it is. */
    public static Map<String, SaleVersion> told(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        var sales = new TreeMap<Long, TreeMap<Position, SaleDocument>>();
        for (var record : records) {
            if (record.value() != null) {
                var sale = Enriched.decode(record).sale();
                sales.computeIfAbsent(sale.id(), id -> new TreeMap<>())
                        .put(sale.sync().position(), sale);
            }
        }
        var told = new LinkedHashMap<String, SaleVersion>();
        for (var versions : sales.values()) {
            SaleDocument before = null;
            for (var sale : versions.values()) {
                if (before != null && !before.deleted()) {
                    put(told, SaleVersion.of(before, sale.sync().loggedAt()));
                    if (sale.deleted()) {
                        put(told, SaleVersion.of(sale, sale.sync().loggedAt()));
                    }
                }
                before = sale;
            }
        }
        return told;
    }

    private static void put(Map<String, SaleVersion> versions, SaleVersion version) {
        versions.put(version.key(), version);
    }
}
