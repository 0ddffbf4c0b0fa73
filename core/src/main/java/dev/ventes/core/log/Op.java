package dev.ventes.core.log;

import java.util.Optional;

/** What happened to a row, with Debezium's code for it. */
public enum Op {
    CREATE("c"),
    UPDATE("u"),
    DELETE("d"),
    /** A row as a snapshot found it; on {@code ventes.enriched}, a sale that is published once more. */
    READ("r");

    private final String code;

    Op(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }

    public static Optional<Op> of(String code) {
        for (var op : values()) {
            if (op.code.equals(code)) {
                return Optional.of(op);
            }
        }
        return Optional.empty();
    }
}
