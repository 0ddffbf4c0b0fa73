package dev.ventes.api;

import dev.ventes.core.log.CloudEvent;
import dev.ventes.core.log.Position;
import dev.ventes.core.log.SaleKey;
import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.ProgressJson;
import dev.ventes.core.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Publishes what the transformer would of made-up changes: in batches that are announced when they are applied; now and
 * then with what a transformer leaves that could not finish a batch: a part of it before the whole, a part with a hole.
 */
final class Publications implements AutoCloseable {
    static final List<String> COUNTRIES = List.of("France", "Italie", "Espagne");

    private static final int SALES = 40;

    private final Topics topics;
    private final KafkaProducer<byte[], byte[]> producer;
    private final String log;
    private final int partitions;
    private final Random random;
    private final Map<Long, String> countries = new HashMap<>();
    private final Map<Integer, Long> ends = new TreeMap<>();
    private final List<Made> made = new ArrayList<>();

    /**
     * A change that was made.
     *
     * @param before the country before; null where there was no sale
     * @param after the country now; null where it was deleted
     */
    record Made(long id, int partition, long offset, String before, String after) {
        String position() {
            return partition + "-1-" + offset;
        }

        /** What those who follow a country are told of it; null if nothing. */
        String event(String country) {
            if (country.equals(after)) {
                return before == null ? "created" : "updated";
            }
            return !country.equals(before) ? null : after == null ? "deleted" : "left";
        }
    }

    Publications(String bootstrapServers, Topics topics, long seed) throws Exception {
        this.topics = topics;
        this.random = new Random(seed);
        var servers = Map.<String, Object>of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", 0);
        try (var admin = Admin.create(servers)) {
            var changes = admin.describeTopics(List.of(topics.changes()))
                    .topicNameValues()
                    .get(topics.changes())
                    .get();
            log = changes.topicId().toString();
            partitions = changes.partitions().size();
        }
        producer = new KafkaProducer<>(servers, new ByteArraySerializer(), new ByteArraySerializer());
    }

    List<Made> made() {
        return List.copyOf(made);
    }

    /** Makes so many changes, and publishes them in batches. */
    void make(int changes) {
        for (var left = changes; left > 0; ) {
            var batch = new ArrayList<Made>();
            for (var size = Math.min(left, 1 + random.nextInt(30)); size > 0; size--, left--) {
                batch.add(one(1 + random.nextInt(SALES)));
            }
            publish(batch);
        }
    }

    private Made one(long id) {
        var before = countries.get(id);
        var after = before != null && random.nextInt(6) == 0 ? null : COUNTRIES.get(random.nextInt(COUNTRIES.size()));
        var partition = SaleKey.partition(id, partitions);
        countries.put(id, after);
        return new Made(id, partition, ends.merge(partition, 1L + random.nextInt(3), Long::sum), before, after);
    }

    private void publish(List<Made> batch) {
        switch (random.nextInt(4)) {
            case 0 -> send(batch.subList(0, random.nextInt(batch.size() + 1)));
            case 1 -> send(batch.subList(random.nextInt(batch.size()), batch.size()));
            default -> {}
        }
        send(batch);
        if (random.nextInt(4) == 0) {
            send(batch);
        }
        made.addAll(batch);
        announce(batch);
    }

    private void announce(List<Made> batch) {
        for (var partition : batch.stream().map(Made::partition).distinct().toList()) {
            var applied = new Progress.Applied(partition, log, 1, ends.get(partition), 1);
            var unused = producer.send(ProgressJson.encode(topics.progress(), System.currentTimeMillis(), applied));
        }
        producer.flush();
    }

    private void send(List<Made> batch) {
        for (var one : batch) {
            var key = SaleKey.of(one.id());
            var record = new ProducerRecord<>(topics.enriched(), key, value(one));
            var name = log + "/" + one.partition() + "/" + new Position(1, one.offset()) + "/" + one.id();
            CloudEvent.add(record.headers(), name, "/ventes/transformer", CloudEvent.ENRICHED, Instant.EPOCH);
            var unused = producer.send(record);
            if (one.after() == null) {
                var unusedTombstone = producer.send(new ProducerRecord<>(topics.enriched(), key, null));
            }
        }
        producer.flush();
    }

    private static byte[] value(Made one) {
        var op = one.before() == null ? "c" : one.after() == null ? "d" : "u";
        return """
                {"op":"%s","before":%s,"after":%s,"source":"postgres",\
                "position":{"partition":%d,"epoch":1,"offset":%d},"event":"e","made_at":"2024-01-10T10:00:00Z",\
                "logged_at":"2024-01-10T10:00:00Z"}""".formatted(op, sale(one, one.before()), sale(one, one.after()), one.partition(), one.offset())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String sale(Made one, String country) {
        return country == null ? "null" : """
                {"id":%d,"produit":"Vélo","quantite":2,"prix_unitaire":"1.50","date_vente":"2024-01-10T10:00:00Z",\
                "client":null,"pays":"%s","montant_total":"3.00"}""".formatted(one.id(), country);
    }

    @Override
    public void close() {
        producer.close();
    }
}
