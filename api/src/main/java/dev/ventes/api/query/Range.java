package dev.ventes.api.query;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** The least and the greatest value, both included: both {@link Instant} or both {@link BigDecimal}. */
public record Range(Optional<Object> min, Optional<Object> max) {
    /** Whether the value is of the range's type, and within. */
    public boolean contains(Object value) {
        return switch (value) {
            case Instant date -> within(date);
            case BigDecimal number -> within(number);
            case Long number -> within(BigDecimal.valueOf(number));
            case null, default -> false;
        };
    }

    boolean isEmpty() {
        return min.isPresent() && max.isPresent() && !contains(min.get());
    }

    private <T extends Comparable<T>> boolean within(T value) {
        @SuppressWarnings("unchecked")
        var type = (Class<T>) value.getClass();
        return min.filter(least -> !type.isInstance(least) || type.cast(least).compareTo(value) > 0)
                        .isEmpty()
                && max.filter(greatest -> !type.isInstance(greatest)
                                || type.cast(greatest).compareTo(value) < 0)
                        .isEmpty();
    }
}
