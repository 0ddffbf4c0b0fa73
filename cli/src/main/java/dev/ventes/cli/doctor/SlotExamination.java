package dev.ventes.cli.doctor;

import dev.ventes.connector.postgres.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The replication slot: what it costs PostgreSQL, and how near it is to being given up. */
record SlotExamination(Connection session, String prefix) {
    private static final String SERVER = "postgresql";
    private static final long MIB = 1024 * 1024;

    List<Finding> findings() throws SQLException {
        var keeping = keeping();
        var slots = slots();
        var findings = new ArrayList<>(keeping.findings());
        slots.forEach(slot -> findings.addAll(slot.findings(keeping.limit())));
        if (slots.isEmpty()) {
            findings.add(Finding.remark(
                    SERVER, "there is no replication slot: a connector that starts reads the whole table", null));
        }
        if (slots.size() > 1) {
            findings.add(Finding.remark(
                    SERVER,
                    "there are " + slots.size() + " slots of the form " + prefix
                            + "_<number>: a snapshot is just beginning, or the older ones keep log for nobody",
                    slots.getFirst().drop()));
        }
        return findings;
    }

    /**
     * What PostgreSQL keeps of its log, in MB.
     *
     * @param slots for a slot, at most; -1 for any amount
     * @param anyway without being asked
     * @param idle after how long it gives up a slot that nobody reads; 0 for never
     */
    record Keeping(long slots, long anyway, String idle) {
        /** At how many bytes a slot is given up; -1 for never. */
        long limit() {
            return slots < 0 ? -1 : Math.max(slots, anyway) * MIB;
        }

        List<Finding> findings() {
            var findings = new ArrayList<Finding>();
            if (slots < 0) {
                findings.add(Finding.fault(
                        SERVER,
                        "max_slot_wal_keep_size is -1: the log that is kept for an absent connector fills the disk",
                        set("max_slot_wal_keep_size", "'4GB'")));
            } else if (anyway > slots) {
                findings.add(Finding.remark(
                        SERVER,
                        "wal_keep_size (" + anyway + " MB) is above max_slot_wal_keep_size (" + slots
                                + " MB), which is therefore without effect",
                        set("wal_keep_size", "0")));
            }
            if (!idle.equals("0")) {
                findings.add(Finding.remark(
                        SERVER,
                        "idle_replication_slot_timeout is " + idle
                                + ": a connector that is away for longer reads the whole table when it is back",
                        set("idle_replication_slot_timeout", "0")));
            }
            return findings;
        }
    }

    private static String set(String setting, String value) {
        return "ALTER SYSTEM SET " + setting + " = " + value + "; SELECT pg_reload_conf()";
    }

    private Keeping keeping() throws SQLException {
        var settings = Row.one(session, """
                select (select setting::bigint from pg_settings where name = 'max_slot_wal_keep_size') as slots,
                       (select setting::bigint from pg_settings where name = 'wal_keep_size') as anyway,
                       coalesce(current_setting('idle_replication_slot_timeout', true), '0') as idle
                """).orElseThrow();
        return new Keeping(settings.number("slots"), settings.number("anyway"), settings.text("idle"));
    }

    /**
     * A slot of ours.
     *
     * @param retained how much log PostgreSQL keeps for it
     * @param lost why it was given up; null while it can be read
     */
    record Slot(String name, boolean active, long retained, String lost) {
        List<Finding> findings(long limit) {
            if (lost != null) {
                return List.of(Finding.fault(
                        SERVER,
                        "PostgreSQL has given up the slot " + name + " (" + lost
                                + "): a connector that starts reads the whole table",
                        drop()));
            }
            var findings = new ArrayList<Finding>();
            if (!active) {
                findings.add(Finding.fault(
                        SERVER,
                        "no connector reads the slot " + name + ", for which PostgreSQL keeps " + retained / MIB
                                + " MB of its log",
                        "java -jar connector/target/connector.jar; or, if Ventes is not to be used any more: "
                                + drop()));
            }
            if (limit >= 0 && retained > limit / 2) {
                findings.add(Finding.fault(
                        SERVER,
                        "PostgreSQL keeps " + retained / MIB + " MB of its log for the slot " + name
                                + ", and gives it up at " + limit / MIB + " MB",
                        set("max_slot_wal_keep_size", "'" + Math.max(limit / MIB, 1) * 4 + "MB'")
                                + ", until the connector has caught up"));
            }
            return findings;
        }

        String drop() {
            return "SELECT pg_drop_replication_slot('" + name + "')";
        }
    }

    /** By way of JSON, since invalidation_reason is younger than some of the servers that we read. */
    private List<Slot> slots() throws SQLException {
        try (var query = session.prepareStatement("""
                select slot_name, active,
                       coalesce(pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn()
                                                     else pg_current_wal_lsn() end, restart_lsn), 0)::bigint,
                       coalesce(to_jsonb(s) ->> 'invalidation_reason',
                                case when wal_status = 'lost' then 'wal removed' end)
                  from pg_replication_slots s
                 where slot_type = 'logical' and database = current_database() and slot_name ~ ?
                 order by substring(slot_name from '[0-9]+$')::bigint
                """)) {
            query.setString(1, "^" + prefix + "_[0-9]{1,18}$");
            try (var rows = query.executeQuery()) {
                var slots = new ArrayList<Slot>();
                while (rows.next()) {
                    slots.add(new Slot(rows.getString(1), rows.getBoolean(2), rows.getLong(3), rows.getString(4)));
                }
                return slots;
            }
        }
    }
}
