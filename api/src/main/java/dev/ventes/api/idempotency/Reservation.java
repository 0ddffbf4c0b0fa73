package dev.ventes.api.idempotency;

import java.time.Instant;

/**
 * What an idempotency key stands for, decided before anything is appended: whoever comes with the key appends this
 * change and no other.
 *
 * @param key the hash of the key and of whose it is
 * @param body the hash of what is to be created
 * @param sale the number that the sale gets
 * @param event the name of the change that creates it
 * @param created when the key came first
 */
public record Reservation(String key, String body, long sale, String event, Instant created) {
    Reservation withSale(long other, String itsEvent) {
        return new Reservation(key, body, other, itsEvent, created);
    }
}
