package dev.ventes.cli.doctor;

import static dev.ventes.cli.RunningVentes.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.ventes.cli.ExitCode;
import dev.ventes.cli.RunningVentes;
import dev.ventes.cli.WithVentes;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

@ExtendWith(WithVentes.class)
class DoctorIT {
    private final RunningVentes ventes;

    DoctorIT(RunningVentes ventes) {
        this.ventes = ventes;
    }

    @Test
    void healthySystemHasNoFaults() {
        var said = ventes.run("doctor", "--json");

        assertThat(said.json().get("faults")).as(said.out()).isEmpty();
        assertThat(said.exitCode()).isEqualTo(ExitCode.WELL);
        assertThat(ventes.run("doctor").out()).doesNotContain("FAULT");
    }

    @Test
    void whatIsWrongInPostgresIsNamedAndThePrintedSqlMendsIt() throws Exception {
        ventes.sqlAsSuperuser(
                "ALTER SEQUENCE ventes_id_seq MAXVALUE 2000000000",
                "INSERT INTO ventes (id, produit, quantite, prix_unitaire, date_vente)"
                        + " VALUES (1500000000, 'Haut', 1, 1, now())",
                "ALTER TABLE ventes REPLICA IDENTITY DEFAULT");

        var faults = await().atMost(SOON).until(() -> faults(), found -> found.size() == 3);
        assertThat(faults)
                .anySatisfy(fault -> assertThat(fault.get("what").asText()).contains("goes on to 2000000000"))
                .anySatisfy(fault -> assertThat(fault.get("what").asText()).contains("1 rows have ids"))
                .anySatisfy(fault -> assertThat(fault.get("mend").asText()).contains("REPLICA IDENTITY FULL"));

        for (var fault : faults) {
            for (var statement : fault.get("mend").asText().split("; ", -1)) {
                ventes.sqlAsSuperuser(statement);
            }
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(faults()).isEmpty());
        ventes.sql("DELETE FROM ventes WHERE produit = 'Haut'");
    }

    @Test
    void slotThatNobodyReadsIsAFault() throws Exception {
        ventes.stopConnector();
        try {
            // PostgreSQL misses a reader a little later.
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(faults())
                            .singleElement()
                            .satisfies(fault -> assertThat(fault.get("what").asText())
                                    .startsWith("no connector reads the slot ventes_"))
                            .satisfies(fault ->
                                    assertThat(fault.get("mend").asText()).contains("pg_drop_replication_slot")));
        } finally {
            ventes.startConnector();
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(faults()).isEmpty());
    }

    @Test
    void settingOfATopicThatExactnessRestsOnIsAFault() throws Exception {
        set("ventes.enriched", "message.timestamp.before.max.ms", "60000");
        set("ventes.progress", "cleanup.policy", "delete");
        try {
            // What a broker was told it shows a little later.
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(faults())
                            .anySatisfy(fault -> {
                                assertThat(fault.get("what").asText())
                                        .isEqualTo(
                                                "ventes.enriched: message.timestamp.before.max.ms is 60000, must be 6000");
                                assertThat(fault.get("mend").asText())
                                        .isEqualTo("kafka-configs.sh --bootstrap-server " + ventes.kafka()
                                                + " --alter --entity-type topics --entity-name ventes.enriched"
                                                + " --add-config message.timestamp.before.max.ms=6000");
                            })
                            .anySatisfy(fault ->
                                    assertThat(fault.get("mend").asText()).endsWith("cleanup.policy=compact"))
                            .hasSize(2));
        } finally {
            set("ventes.enriched", "message.timestamp.before.max.ms", "6000");
            set("ventes.progress", "cleanup.policy", "compact");
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(faults()).isEmpty());
    }

    @Test
    void numberOfPartitionsThatIsNotTheViewsIsAFault() {
        var partitions = ventes.view().partitions();
        // Of one that nobody writes to.
        Mono.from(partitions.updateOne(
                        Filters.eq("_id", 77),
                        Updates.set("partitions", 6),
                        new com.mongodb.client.model.UpdateOptions().upsert(true)))
                .block();
        try {
            assertThat(faults())
                    .singleElement()
                    .satisfies(fault -> assertThat(fault.get("what").asText())
                            .isEqualTo("ventes.changes has 3 partitions, the view was made from one with 6"));
        } finally {
            Mono.from(partitions.deleteOne(Filters.eq("_id", 77))).block();
        }
    }

    @Test
    void missingIndexIsAFault() {
        Mono.from(ventes.sales().dropIndex("date_vente_-1__id_-1")).block();
        try {
            assertThat(faults())
                    .singleElement()
                    .satisfies(fault -> assertThat(fault.get("mend").asText())
                            .contains(".ventes.createIndex({\"date_vente\": -1, \"_id\": -1})"));
        } finally {
            Mono.from(ventes.view().createIndexes()).block();
        }
        assertThat(faults()).isEmpty();
    }

    @Test
    void saleThatTheSearchDoesNotFindIsAFault() {
        var sale = Filters.exists("_sync.words");
        var words = Mono.from(ventes.sales().find(sale).limit(1)).block();
        Mono.from(ventes.sales().updateOne(Filters.eq(words.get("_id")), Updates.unset("_sync.words")))
                .block();
        try {
            assertThat(faults()).singleElement().satisfies(fault -> {
                assertThat(fault.get("what").asText())
                        .contains("sale " + words.getInt64("_id").getValue() + " among them");
                assertThat(fault.get("mend").asText()).isEqualTo("ventes rebuild");
            });
        } finally {
            Mono.from(ventes.sales().replaceOne(Filters.eq(words.get("_id")), words))
                    .block();
        }
    }

    @Test
    void serverThatIsAwayIsSaidAndTheOthersAreExaminedAllTheSame() {
        var said = RunningVentes.run(ventes.with("VENTES_POSTGRES_PORT", "1"), "doctor", "--json");

        assertThat(said.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(said.json().get("faults"))
                .singleElement()
                .satisfies(fault -> assertThat(fault.get("what").asText()).startsWith("PostgreSQL cannot be reached"));
    }

    @Test
    void wrongPasswordIsAFaultAndNotShown() {
        var said = RunningVentes.run(ventes.with("VENTES_POSTGRES_PASSWORD", "geheim"), "doctor");

        assertThat(said.exitCode()).isEqualTo(ExitCode.FOUND);
        assertThat(said.out()).contains("ventes.postgres.password: PostgreSQL refuses it");
        assertThat(said.out() + said.err()).doesNotContain("geheim");
    }

    @Test
    void uriThatAsksForLessIsARemark() {
        var uri = ventes.configuration().get("VENTES_MONGODB_URI");
        var weaker = uri + (uri.contains("?") ? "&" : "/?") + "w=1&readPreference=secondary";

        var said = RunningVentes.run(ventes.with("VENTES_MONGODB_URI", weaker), "doctor", "--json");

        assertThat(said.exitCode()).isEqualTo(ExitCode.WELL);
        assertThat(said.json().get("remarks"))
                .anySatisfy(remark -> assertThat(remark.get("what").asText()).contains("the write concern {\"w\": 1}"))
                .anySatisfy(remark -> assertThat(remark.get("what").asText()).contains("to read from secondary"));
    }

    @Test
    void wrongConfigurationIsNamedAsAWhole() {
        var said = RunningVentes.run(
                Map.of("VENTES_TOPICS_PARTITIONS", "many", "VENTES_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092"),
                "doctor");

        assertThat(said.exitCode()).isEqualTo(ExitCode.WRONG);
        assertThat(said.err())
                .contains("3 fault(s)", "ventes.postgres.password: is missing", "ventes.mongodb.uri: is missing")
                .contains("ventes.topics.partitions = many");
    }

    private List<JsonNode> faults() {
        return List.copyOf(ventes.run("doctor", "--json")
                .json()
                .get("faults")
                .valueStream()
                .toList());
    }

    private void set(String topic, String setting, String value) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", ventes.kafka()))) {
            var change = new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(change)))
                    .all()
                    .get();
        }
    }
}
