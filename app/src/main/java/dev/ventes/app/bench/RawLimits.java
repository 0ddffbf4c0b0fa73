package dev.ventes.app.bench;

import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.WriteModel;
import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.connector.DebeziumProperties;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.Sync;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import org.apache.kafka.connect.source.SourceRecord;
import reactor.core.publisher.Mono;

/** What the parts can do alone, in the same run: nothing that is built on them can be faster. */
record RawLimits(Bed bed) {
    private static final int BULK = 1000;
    private static final String SLOT = "ventes_bench";

    /** Debezium, set up as the connector sets it up, with nothing behind it. */
    double engineRowsPerSecond(int rows) throws Exception {
        try {
            sql("select pg_create_logical_replication_slot('" + SLOT + "', 'pgoutput')");
            new CatchUp(bed).run(rows);
            var seen = new AtomicLong();
            var first = new AtomicLong();
            var engine = DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
                    .using(DebeziumProperties.of(bed.connectorConfig(), SLOT, false))
                    .notifying(
                            (List<RecordChangeEvent<SourceRecord>> events,
                                    DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer) -> {
                                first.compareAndSet(0, System.nanoTime());
                                seen.addAndGet(events.size());
                                committer.markBatchFinished();
                            })
                    .build();
            var thread = Thread.ofPlatform().start(engine);
            while (seen.get() < rows) {
                LockSupport.parkNanos(1_000_000);
            }
            var rate = rows * 1e9 / (System.nanoTime() - first.get());
            engine.close();
            thread.join();
            return rate;
        } finally {
            sql("select pg_drop_replication_slot('" + SLOT + "')");
        }
    }

    double bulkInsertsPerSecond(int rows) {
        return bulks(rows, id -> new InsertOneModel<>(sale(id, 1)));
    }

    /** Of what the inserts have left. */
    double bulkReplacesPerSecond(int rows) {
        return bulks(
                rows,
                id -> new ReplaceOneModel<>(
                        Filters.and(
                                Filters.eq("_id", id), Filters.eq("_sync.epoch", 1L), Filters.eq("_sync.offset", 1L)),
                        sale(id, 2)));
    }

    private double bulks(int rows, LongFunction<WriteModel<SaleDocument>> write) {
        MongoCollection<SaleDocument> sales = bed.view().database().getCollection("bench", SaleDocument.class);
        var start = System.nanoTime();
        for (var from = 0L; from < rows; from += BULK) {
            var bulk = new ArrayList<WriteModel<SaleDocument>>(BULK);
            for (var id = from; id < from + BULK; id++) {
                bulk.add(write.apply(id));
            }
            Mono.from(sales.bulkWrite(bulk, new BulkWriteOptions().ordered(false)))
                    .block();
        }
        return rows * 1e9 / (System.nanoTime() - start);
    }

    private static SaleDocument sale(long id, long offset) {
        var row = new LinkedHashMap<String, Object>();
        row.put("produit", "WHITE HANGING HEART T-LIGHT HOLDER");
        row.put("quantite", 6L);
        row.put("prix_unitaire", new BigDecimal("2.55"));
        row.put("date_vente", Instant.EPOCH);
        row.put("client", "17850");
        row.put("pays", "United Kingdom");
        var sync = new Sync(
                Sync.Source.POSTGRES,
                0,
                new Position(1, offset),
                1,
                offset,
                id,
                id,
                new Sync.Made(
                        Op.CREATE, Sync.Source.POSTGRES, Optional.empty(), "pg-" + id, Instant.EPOCH, Instant.EPOCH),
                null,
                List.of());
        return new SaleDocument(id, Columns.of(row), new BigDecimal("15.30"), sync);
    }

    private void sql(String sql) throws SQLException {
        try (var connection = bed.postgres();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
