package dev.ventes.app.consume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer of {@code ventes.enriched} to copy: keeps a table equal to the sales, however often records come again,
 * and wherever it is killed. What makes it exact is that a row holds the position of what it shows, and that Kafka hears
 * of a record only when the database has it. Explained in docs/consume.md.
 */
public final class SalesCopy implements Runnable, AutoCloseable {
    private static final String TABLE = """
            create table if not exists ventes_copy (
                id bigint primary key, produit text, montant_total numeric, epoch bigint not null, place bigint not null)
            """;
    private static final String UPSERT = """
            insert into ventes_copy (id, produit, montant_total, epoch, place) values (?, ?, ?, ?, ?)
            on conflict (id) do update set produit = excluded.produit, montant_total = excluded.montant_total,
                epoch = excluded.epoch, place = excluded.place
            where (ventes_copy.epoch, ventes_copy.place) < (excluded.epoch, excluded.place)
            """;
    private static final String DELETE = "delete from ventes_copy where id = ?";

    private final ObjectMapper json = new ObjectMapper();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Connection database;

    public SalesCopy(String bootstrapServers, String group, Connection database) throws SQLException {
        this.database = database;
        database.setAutoCommit(false);
        try (var sql = database.createStatement()) {
            sql.execute(TABLE);
            database.commit();
        }
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "group.id",
                        group,
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of("ventes.enriched"));
    }

    @Override
    public void run() {
        try (consumer) {
            while (true) {
                for (var record : consumer.poll(Duration.ofSeconds(1))) {
                    apply(record);
                }
                database.commit();
                consumer.commitSync();
            }
        } catch (WakeupException closing) {
            // What was not committed comes again.
        } catch (IOException | SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) throws IOException, SQLException {
        var id = json.readTree(record.key()).get("id").longValue();
        var change = record.value() == null ? null : json.readTree(record.value());
        if (change == null) {
            try (var delete = database.prepareStatement(DELETE)) {
                delete.setLong(1, id);
                delete.executeUpdate();
            }
        } else if (!change.get("after").isNull()) {
            upsert(id, change.get("after"), change.get("position"));
        }
        // A "d" is followed by its tombstone, which is what deletes.
    }

    private void upsert(long id, JsonNode sale, JsonNode position) throws SQLException {
        try (var upsert = database.prepareStatement(UPSERT)) {
            upsert.setLong(1, id);
            upsert.setString(2, sale.path("produit").textValue());
            upsert.setBigDecimal(
                    3,
                    sale.get("montant_total").isNull()
                            ? null
                            : new BigDecimal(sale.get("montant_total").textValue()));
            upsert.setLong(4, position.get("epoch").longValue());
            upsert.setLong(5, position.get("offset").longValue());
            upsert.executeUpdate();
        }
    }

    /** From another thread. */
    @Override
    public void close() {
        consumer.wakeup();
    }
}
