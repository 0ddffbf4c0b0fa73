package dev.ventes.app.consume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
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
                id bigint primary key, produit text, montant_total numeric, deleted timestamptz,
                epoch bigint not null, place bigint not null);
            create index if not exists ventes_copy_deleted on ventes_copy (deleted) where deleted is not null
            """;
    private static final String UPSERT = """
            insert into ventes_copy (id, produit, montant_total, deleted, epoch, place) values (?, ?, ?, ?, ?, ?)
            on conflict (id) do update set produit = excluded.produit, montant_total = excluded.montant_total,
                deleted = excluded.deleted, epoch = excluded.epoch, place = excluded.place
            where (ventes_copy.epoch, ventes_copy.place) < (excluded.epoch, excluded.place)
            """;
    /** Only where the "d" was compacted away: it has marked the row otherwise. */
    private static final String DELETE = "delete from ventes_copy where id = ? and deleted is null";

    /** By then nobody is left who could still bring what was before. */
    private static final String FORGET = "delete from ventes_copy where deleted < now() - interval '1 day'";

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
                forget();
                database.commit();
                consumer.commitSync();
            }
        } catch (WakeupException closing) {
            // What was not committed comes again.
        } catch (IOException | SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void forget() throws SQLException {
        try (var forget = database.createStatement()) {
            forget.execute(FORGET);
        }
    }

    void apply(ConsumerRecord<byte[], byte[]> record) throws IOException, SQLException {
        var id = json.readTree(record.key()).get("id").longValue();
        if (record.value() == null) {
            try (var delete = database.prepareStatement(DELETE)) {
                delete.setLong(1, id);
                delete.executeUpdate();
            }
        } else {
            var change = json.readTree(record.value());
            upsert(id, change.get("after"), change.get("position"));
        }
    }

    /** A deletion marks the row: were it gone, whoever still has an older change in hand would make it again. */
    private void upsert(long id, JsonNode sale, JsonNode position) throws SQLException {
        try (var upsert = database.prepareStatement(UPSERT)) {
            upsert.setLong(1, id);
            upsert.setString(2, sale.path("produit").textValue());
            var montant = sale.path("montant_total").textValue();
            upsert.setBigDecimal(3, montant == null ? null : new BigDecimal(montant));
            upsert.setObject(4, sale.isNull() ? OffsetDateTime.now(ZoneOffset.UTC) : null);
            upsert.setLong(5, position.get("epoch").longValue());
            upsert.setLong(6, position.get("offset").longValue());
            upsert.executeUpdate();
        }
    }

    /** From another thread. */
    @Override
    public void close() {
        consumer.wakeup();
    }
}
