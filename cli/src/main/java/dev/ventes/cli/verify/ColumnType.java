package dev.ventes.cli.verify;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;

/**
 * A type of PostgreSQL whose values can be told from each other in the view. Both sides are brought to one form: numbers
 * by value (5.00 is 5.0000), times as instants, everything else as text. What the view holds is what the connector's
 * engine made of the value ({@code DebeziumProperties}, {@code StructJson}) and {@code ColumnsJson} read.
 */
enum ColumnType {
    BOOLEAN {
        @Override
        Object value(ResultSet row, int column) throws SQLException {
            return row.getBoolean(column);
        }
    },
    INTEGER {
        @Override
        Object value(ResultSet row, int column) throws SQLException {
            return row.getLong(column);
        }

        @Override
        Object ofView(Object value) {
            return value instanceof BigDecimal number ? plain(number) : value;
        }
    },
    NUMBER {
        @Override
        Object value(ResultSet row, int column) throws SQLException {
            return number(row.getString(column));
        }

        @Override
        Object ofView(Object value) {
            return switch (value) {
                case Long n -> BigDecimal.valueOf(n).stripTrailingZeros();
                case BigDecimal n -> n.stripTrailingZeros();
                default -> number(value.toString());
            };
        }
    },
    TEXT {
        @Override
        Object value(ResultSet row, int column) throws SQLException {
            return row.getString(column);
        }

        @Override
        Object ofView(Object value) {
            return value.toString();
        }
    },
    TIMESTAMP {
        @Override
        Object value(ResultSet row, int column) throws SQLException {
            var time = row.getObject(column, LocalDateTime.class);
            return time == null ? null : instant(time.toInstant(ZoneOffset.UTC));
        }

        @Override
        Object ofView(Object value) {
            return instant(value);
        }
    },
    TIMESTAMP_WITH_ZONE {
        @Override
        Object value(ResultSet row, int column) throws SQLException {
            var time = row.getObject(column, OffsetDateTime.class);
            return time == null ? null : instant(time.toInstant());
        }

        @Override
        Object ofView(Object value) {
            return instant(value);
        }
    },
    DATE {
        @Override
        Object value(ResultSet row, int column) throws SQLException {
            var date = row.getObject(column, LocalDate.class);
            if (LocalDate.MAX.equals(date)) {
                return INFINITE;
            }
            return LocalDate.MIN.equals(date) ? MINUS_INFINITE : String.valueOf(date);
        }

        @Override
        Object ofView(Object value) {
            var date = withoutZone(value);
            // What the engine makes of infinite dates: they go beyond the days that an int can count.
            return switch (date) {
                case "-5877611-06-21" -> INFINITE;
                case "-5877611-06-22" -> MINUS_INFINITE;
                default -> date;
            };
        }
    },
    TIME {
        @Override
        Object value(ResultSet row, int column) throws SQLException {
            return String.valueOf(row.getObject(column, LocalTime.class));
        }

        @Override
        Object ofView(Object value) {
            return time(value);
        }
    },
    TIME_WITH_ZONE {
        @Override
        Object value(ResultSet row, int column) throws SQLException {
            var time = row.getObject(column, OffsetTime.class);
            return time == null
                    ? null
                    : time.withOffsetSameInstant(ZoneOffset.UTC).toLocalTime().toString();
        }

        @Override
        Object ofView(Object value) {
            return time(value);
        }
    },
    BYTES {
        @Override
        Object value(ResultSet row, int column) throws SQLException {
            var bytes = row.getBytes(column);
            return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
        }
    };

    private static final String INFINITE = "infinity";
    private static final String MINUS_INFINITE = "-infinity";

    /** What the engine makes of infinite times: the last microsecond that a long can count, or the first. */
    private static final Instant INFINITY = Instant.parse("+294247-01-10T04:00:25Z");

    private static final Instant MINUS_INFINITY = Instant.parse("-290308-12-21T19:59:28Z");

    /** The type of this name in {@code pg_type}; domains are resolved before. Empty where we could only guess. */
    static Optional<ColumnType> of(String name, boolean isEnum) {
        if (isEnum) {
            return Optional.of(TEXT);
        }
        return Optional.ofNullable(
                switch (name) {
                    case "bool" -> BOOLEAN;
                    case "int2", "int4", "int8" -> INTEGER;
                    case "numeric", "float4", "float8" -> NUMBER;
                    case "text",
                            "varchar",
                            "bpchar",
                            "uuid",
                            "json",
                            "jsonb",
                            "xml",
                            "inet",
                            "cidr",
                            "macaddr",
                            "citext" -> TEXT;
                    case "timestamp" -> TIMESTAMP;
                    case "timestamptz" -> TIMESTAMP_WITH_ZONE;
                    case "date" -> DATE;
                    case "time" -> TIME;
                    case "timetz" -> TIME_WITH_ZONE;
                    case "bytea" -> BYTES;
                    default -> null;
                });
    }

    /** PostgreSQL's value in the common form; whatever it is where the column is null. */
    abstract Object value(ResultSet row, int column) throws SQLException;

    /** PostgreSQL's value in the common form, or null. */
    Object read(ResultSet row, int column) throws SQLException {
        var value = value(row, column);
        return row.wasNull() ? null : value;
    }

    /** The view's value, which is not null, in the common form. */
    Object ofView(Object value) {
        return value;
    }

    /** Not a number is no number, in the words of either side. */
    private static Object number(String text) {
        return switch (text) {
            case null -> null;
            case "NaN", "NAN" -> "NaN";
            case "Infinity", "POSITIVE_INFINITY" -> "Infinity";
            case "-Infinity", "NEGATIVE_INFINITY" -> "-Infinity";
            default -> {
                try {
                    yield new BigDecimal(text).stripTrailingZeros();
                } catch (NumberFormatException somethingElse) {
                    yield text;
                }
            }
        };
    }

    private static Object plain(BigDecimal number) {
        try {
            return number.longValueExact();
        } catch (ArithmeticException noInteger) {
            return number.stripTrailingZeros();
        }
    }

    private static Object instant(Object value) {
        try {
            var instant = value instanceof Instant known
                    ? known
                    : OffsetDateTime.parse(value.toString()).toInstant();
            if (!instant.isBefore(INFINITY)) {
                return INFINITE;
            }
            return instant.isAfter(MINUS_INFINITY) ? instant.truncatedTo(ChronoUnit.MICROS) : MINUS_INFINITE;
        } catch (DateTimeException somethingElse) {
            return value.toString();
        }
    }

    private static String time(Object value) {
        try {
            return LocalTime.parse(withoutZone(value)).toString();
        } catch (DateTimeException somethingElse) {
            return value.toString();
        }
    }

    private static String withoutZone(Object value) {
        var text = value.toString();
        return text.endsWith("Z") ? text.substring(0, text.length() - 1) : text;
    }
}
