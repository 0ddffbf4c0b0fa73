package dev.ventes.api.query;

import java.math.BigDecimal;
import java.time.Instant;

/** What a column's value is, in MongoDB's order of types: it compares values of one type only. */
public enum ValueType {
    NONE,
    NUMBER,
    TEXT,
    BOOLEAN,
    DATE;

    public static ValueType of(Object value) {
        return switch (value) {
            case Long n -> NUMBER;
            case BigDecimal n -> NUMBER;
            case String text -> TEXT;
            case Boolean b -> BOOLEAN;
            case Instant date -> DATE;
            case null, default -> NONE;
        };
    }
}
