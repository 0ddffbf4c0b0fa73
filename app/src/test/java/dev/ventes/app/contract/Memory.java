package dev.ventes.app.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** What answers have shown, of which later requests are made: only with these do they come to what is behind a check. */
final class Memory {
    private static final int KEPT = 200;
    private static final Map<String, Pattern> SHOWN = Map.of(
            "id", Pattern.compile("\"id\":(\\d+)"),
            "cursor", Pattern.compile("cursor=([^&>]+)"),
            "If-Match", Pattern.compile("(?<=\n)etag: (?:W/)?(\"[^\"]+\")"),
            "produit", Pattern.compile("\"produit\":\"([^\"\\\\]+)\""));
    private static final Map<String, String> SAME = Map.of("If-None-Match", "If-Match", "q", "produit");

    private final Map<String, List<String>> seen = new ConcurrentHashMap<>();
    private final Random random;

    Memory(Random random) {
        this.random = random;
    }

    /** @param answer headers, a line each, and the body */
    synchronized void learn(String answer) {
        SHOWN.forEach((name, pattern) -> {
            var found = pattern.matcher(answer);
            if (found.find()) {
                var values = seen.computeIfAbsent(name, any -> new ArrayList<>());
                if (values.size() == KEPT) {
                    values.set(random.nextInt(KEPT), found.group(1));
                } else {
                    values.add(found.group(1));
                }
            }
        });
    }

    /** One that was seen as this parameter or column; null if there was none. */
    synchronized String recall(String name) {
        var values = seen.getOrDefault(SAME.getOrDefault(name, name), List.of());
        return values.isEmpty() ? null : values.get(random.nextInt(values.size()));
    }
}
