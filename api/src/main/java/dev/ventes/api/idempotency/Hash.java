package dev.ventes.api.idempotency;

import dev.ventes.core.log.Json;
import dev.ventes.core.sale.ColumnsJson;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Names of a fixed length for what a caller may choose. */
public final class Hash {
    private Hash() {}

    /** Of a key and of whose it is; in quotation marks it is the same. */
    public static String of(Optional<String> caller, String key) {
        var bare = key.startsWith("\"") ? key.substring(1, key.length() - 1) : key;
        // A caller's name has no line feed.
        return of((caller.orElse("") + "\n" + bare).getBytes(StandardCharsets.UTF_8));
    }

    /** Of a body, however its fields are ordered, its blanks set and its numbers written. */
    public static String of(Map<String, Object> body) {
        return of(Json.bytes(json -> ColumnsJson.writeValue(json, canonical(body))));
    }

    private static Object canonical(Object value) {
        return switch (value) {
            case Map<?, ?> object -> {
                var sorted = new TreeMap<String, Object>();
                object.forEach((name, its) -> sorted.put((String) name, canonical(its)));
                yield sorted;
            }
            case List<?> list -> list.stream().map(Hash::canonical).collect(Collectors.toCollection(ArrayList::new));
            case Long number -> canonical(BigDecimal.valueOf(number));
            // Zero keeps its scale otherwise.
            case BigDecimal number -> number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
            case null -> null;
            default -> value;
        };
    }

    private static String of(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
