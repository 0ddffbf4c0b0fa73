package dev.ventes.cli.doctor;

import dev.ventes.connector.postgres.Row;
import dev.ventes.core.log.SaleKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whose ids are whose: PostgreSQL's end below those that the API gives. */
record IdExamination(Connection session, String table) {
    private static final String SERVER = "postgresql";
    private static final long HIGHEST = SaleKey.FIRST_API_ID - 1;

    List<Finding> findings() throws SQLException {
        var findings = new ArrayList<Finding>();
        if (!hasId()) {
            // The preflight has said so.
            return findings;
        }
        var sequence = sequence();
        if (sequence != null && sequence.number("highest") > HIGHEST) {
            findings.add(Finding.fault(
                    SERVER,
                    "the sequence " + sequence.text("name") + " goes on to " + sequence.number("highest")
                            + ": ids above " + HIGHEST + " belong to the API",
                    "ALTER SEQUENCE " + sequence.text("name") + " MAXVALUE " + HIGHEST));
        }
        if (sequence != null && sequence.number("last") > HIGHEST / 10 * 9) {
            findings.add(Finding.remark(
                    SERVER,
                    "the sequence " + sequence.text("name") + " has come to " + sequence.number("last") + " of "
                            + HIGHEST,
                    null));
        }
        var above = Row.one(
                        session,
                        "select count(*) as rows, min(id)::text as lowest from " + table + " where id > " + HIGHEST)
                .orElseThrow();
        if (above.number("rows") > 0) {
            var next = sequence == null ? "…" : "nextval('" + sequence.text("name") + "')";
            findings.add(Finding.fault(
                    SERVER,
                    above.number("rows") + " rows have ids that belong to the API, from " + above.text("lowest")
                            + " on: they replace sales that were made through it",
                    "UPDATE " + table + " SET id = " + next + " WHERE id > " + HIGHEST));
        }
        return findings;
    }

    private boolean hasId() throws SQLException {
        return Row.one(
                        session,
                        "select from pg_attribute where attrelid = to_regclass(?) and attname = 'id'"
                                + " and not attisdropped and has_table_privilege(attrelid, 'SELECT')"
                                + " and atttypid in ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)",
                        table)
                .isPresent();
    }

    private Row sequence() throws SQLException {
        return Row.one(session, """
                select seqrelid::regclass::text as name, seqmax as highest,
                       coalesce(case when has_sequence_privilege(seqrelid, 'SELECT')
                                then pg_sequence_last_value(seqrelid) end, 0) as last
                  from pg_sequence where seqrelid = pg_get_serial_sequence(?, 'id')::regclass
                """, table).orElse(null);
    }
}
