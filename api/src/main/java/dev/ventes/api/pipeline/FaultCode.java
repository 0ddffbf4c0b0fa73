package dev.ventes.api.pipeline;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What can be wrong: what it means and how bad it is, what to type, and the paragraph of {@code docs/runbook.md} that says
 * more. What is in braces is filled in. Of faults that are as bad, the one that explains the others comes first.
 */
enum FaultCode {
    KAFKA_UNREACHABLE(
            Part.LOG,
            "ventesviewstale",
            "This API does not reach Kafka. No change gets through, from PostgreSQL or from here; what is shown of the "
                    + "services is how they were when Kafka was heard of last.",
            "Look whether Kafka runs, and start it: docker compose ps kafka; docker compose up -d kafka. Nothing is lost "
                    + "meanwhile, and the services go on by themselves."),
    MONGODB_UNREACHABLE(
            Part.VIEW,
            "ventesviewstale",
            "This API does not reach MongoDB: no sale can be read, and no change becomes readable.",
            "Look whether MongoDB runs, and start it: docker compose ps mongodb; docker compose up -d mongodb. The changes "
                    + "wait in the log, and the transformer goes on by itself."),
    CONNECTOR_DOWN(
            Part.CONNECTOR,
            "ventesconnectordown",
            "No connector is running. What is sold in PostgreSQL does not show; PostgreSQL keeps it, and its disk fills.",
            "Read the last line of the connector's log, which says why it ended, and start it: docker compose up -d "
                    + "connector, or java -jar connector/target/connector.jar."),
    CONNECTOR_FAILING(
            Part.CONNECTOR,
            "ventesconnectorrestarts",
            "The connector {instance} cannot get further and tries again.",
            "Its log and its health say why: curl -s http://<its management address>/health/ready. Then: ventes "
                    + "doctor, which looks at PostgreSQL and Kafka and says what mends them."),
    NO_LEADER(
            Part.CONNECTOR,
            "ventesnoleader",
            "Connectors are running, and none of them has led for {seconds} s: what is sold in PostgreSQL does not show.",
            "Another session may hold the connector's lock: ventes doctor. Else read the connectors' logs."),
    CONNECTOR_GONE(
            Part.CONNECTOR,
            "ventesinstancedown",
            "The connector {instance} has not been heard of for {seconds} s. Another one is there, so that nothing waits.",
            "Start it again, so that somebody stands by: docker compose up -d connector."),
    SLOT_LOST(
            Part.SLOT,
            "ventesslotlost",
            "The replication slot {slot} is {state}. The connector reads the whole table again, by itself.",
            "Nothing is missing once that has ended. Where PostgreSQL gave the slot up, raise its limit: ALTER SYSTEM SET "
                    + "max_slot_wal_keep_size = '16GB'; SELECT pg_reload_conf()."),
    SLOT_NEARLY_LOST(
            Part.SLOT,
            "ventesslotnearlylost",
            "PostgreSQL is about to give up the replication slot {slot}, for which it keeps {megabytes} MB of its log. The "
                    + "whole table would then be read again.",
            "Give it room until the connector has caught up: ALTER SYSTEM SET max_slot_wal_keep_size = '16GB'; SELECT "
                    + "pg_reload_conf(). Then find out why the connector does not get on: ventes doctor."),
    SLOT_RETAINING_WAL(
            Part.SLOT,
            "ventesslotretainswal",
            "PostgreSQL keeps {megabytes} MB of its log for the replication slot {slot}. A full disk stops PostgreSQL.",
            "Look for a transaction that has been open for long: SELECT pid, xact_start, query FROM pg_stat_activity "
                    + "ORDER BY xact_start LIMIT 5. Then: ventes doctor."),
    SLOT_LAGGING(
            Part.SLOT,
            "ventesslotlags",
            "The connector is {seconds} s behind PostgreSQL.",
            "A large transaction comes down by itself. Else read the connector's log, and: ventes doctor."),
    TRANSFORMER_DOWN(
            Part.TRANSFORMER,
            "ventestransformerdown",
            "No transformer is running. What is sold or changed is safe in the log and does not show; writes are answered "
                    + "with 202.",
            "Read the last line of the transformer's log, which says why it ended, and start it: docker compose up -d "
                    + "transformer, or java -jar transformer/target/transformer.jar."),
    TRANSFORMER_FAILING(
            Part.TRANSFORMER,
            "ventesviewstale",
            "The transformer {instance} cannot get further and tries again.",
            "Its log and its health say why: curl -s http://<its management address>/health/ready. Then: ventes "
                    + "doctor, which looks at Kafka and MongoDB and says what mends them."),
    TRANSFORMER_GONE(
            Part.TRANSFORMER,
            "ventesinstancedown",
            "The transformer {instance} has not been heard of for {seconds} s. Others have taken its partitions over.",
            "Start it again if it is needed: docker compose up -d transformer."),
    WRITES_REFUSED(
            Part.LOG,
            "venteswritesrefused",
            "The view {behind}. The API refuses writes, since the log might lose them before the view has them.",
            "Get a transformer to work now, or have the log keep more: kafka-configs.sh --alter --entity-type topics "
                    + "--entity-name {topic} --add-config retention.ms=2592000000."),
    LAG(
            Part.LOG,
            "ventesviewstale",
            "The view is {seconds} s behind the log: {records} changes wait.",
            "A first snapshot or a large import comes down by itself. Else look whether a transformer works, and what it "
                    + "waits for: ventes doctor."),
    INDICATORS_BEHIND(
            Part.VIEW,
            "ventesindicatorsstale",
            "The indicators are {seconds} s behind the sales: what is applied is not counted.",
            "A first snapshot or a large import comes down by itself. Else the transformer's log says what counting fails "
                    + "at: docker compose logs --since 15m transformer."),
    VERIFICATION_DIFFERS(
            Part.VERIFICATION,
            "ventesviewdiffers",
            "{count} rows are not in the view as PostgreSQL has them.",
            "ventes verify names them; ventes verify --repair has them read once more. Then find out why."),
    VERIFICATION_FAILED(
            Part.VERIFICATION,
            "ventesnotverified",
            "The last verification did not come to its end, so that nobody knows whether the view has everything.",
            "Run it where you see what it says: ventes verify."),
    REJECTED(
            Part.REJECTED,
            "ventesrejected",
            "Of the {newest} records that could not be applied last, nobody has dealt with {count}. Those changes do not show.",
            "ventes rejected list says which and why; then ventes rejected replay, or ventes rejected drop "
                    + "--note why."),
    API_GONE(
            Part.API,
            "ventesinstancedown",
            "The API {instance} has not been heard of for {seconds} s. This one answers.",
            "Start it again if it is needed: docker compose up -d api."),
    STATUS_UNHEARD(
            Part.API,
            "ventesclockwrong",
            "This API does not hear its own status on {topic}, so that it cannot tell which services are there.",
            "Its log says why it cannot tell it: its clock may be wrong (timedatectl status). Where Kafka has ACLs, "
                    + "every service's user must be allowed to write: "
                    + "kafka-acls.sh --add --allow-principal User:<user> --operation Write --topic {topic}.");

    /** The value that says whom a fault is about. */
    static final String INSTANCE = "instance";

    private final Part part;
    private final String runbook;
    private final String what;
    private final String remedy;

    /** Where in the picture it belongs. */
    enum Part {
        CONNECTOR,
        SLOT,
        LOG,
        TRANSFORMER,
        VIEW,
        API,
        REJECTED,
        VERIFICATION;

        @JsonValue
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    FaultCode(Part part, String runbook, String what, String remedy) {
        this.part = part;
        this.runbook = runbook;
        this.what = what;
        this.remedy = remedy;
    }

    Part part() {
        return part;
    }

    String runbook() {
        return runbook;
    }

    String what() {
        return what;
    }

    String remedy() {
        return remedy;
    }

    @JsonValue
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
