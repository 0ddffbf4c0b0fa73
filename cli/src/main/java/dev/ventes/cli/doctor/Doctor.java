package dev.ventes.cli.doctor;

import com.mongodb.reactivestreams.client.MongoClients;
import dev.ventes.cli.Console;
import dev.ventes.cli.Output;
import dev.ventes.connector.postgres.Postgres;
import dev.ventes.core.config.Configuration;
import dev.ventes.core.topic.Topics;
import dev.ventes.core.view.ViewCollections;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ventes doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Looks at everything that Ventes rests on and does not control: PostgreSQL's settings, rights, publication, "
                    + "slot, keys and sequence; Kafka's topics; MongoDB's version, write concern and indexes; the "
                    + "clocks. May run at any time. Changes nothing. (Kafka's clock shows only in what it refuses: two empty "
                    + "records of no meaning are sent to ventes.progress.)",
            "",
            "Faults come with the command that mends them; remarks are worth knowing and no faults. The clock of this "
                    + "machine is compared with the servers', so run it where a transformer runs."
        })
public final class Doctor implements Callable<Integer> {
    private final Map<String, String> environment;
    private final Console console;

    @Mixin
    private Output output;

    public Doctor(Map<String, String> environment, Console console) {
        this.environment = environment;
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        var config = Configuration.readUnreached(environment, DoctorConfig::read);
        var findings = new Findings();
        var postgres = new Postgres(config.connector().postgres());
        var clock = new ClockSkew(Clock.systemUTC());
        findings.of("postgresql", new PostgresExamination(config.connector(), postgres, clock)::findings);
        try (var mongo = MongoClients.create(config.mongo().settings("ventes"))) {
            var view = ViewCollections.of(mongo, config.mongo().database());
            findings.of("mongodb", new MongoExamination(config.mongo(), view, clock)::findings);
            findings.of("kafka", () -> {
                var kafka = config.connector().kafka();
                var topics = Topics.of(config.connector().topics());
                try (var admin = Admin.create(kafka.properties(ADMIN));
                        var producer = new KafkaProducer<>(
                                kafka.properties(PRODUCER), new ByteArraySerializer(), new ByteArraySerializer())) {
                    var brokers = new KafkaClock(topics, producer, Clock.systemUTC());
                    return new KafkaExamination(topics, admin, view, brokers).findings();
                }
            });
        }
        if (output.json()) {
            console.json(findings.json());
        } else {
            findings.print(console);
        }
        return findings.exitCode();
    }

    private static final Map<String, Object> ADMIN =
            Map.of("client.id", "ventes-doctor", "default.api.timeout.ms", 10_000, "request.timeout.ms", 5_000);

    private static final Map<String, Object> PRODUCER = Map.of(
            "client.id",
            "ventes-doctor",
            "acks",
            "all",
            "max.block.ms",
            5_000,
            "request.timeout.ms",
            4_000,
            "delivery.timeout.ms",
            5_000);
}
