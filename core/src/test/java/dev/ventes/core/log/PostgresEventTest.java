package dev.ventes.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PostgresEventTest {
    @Test
    void aNameTellsWhetherASnapshotFoundTheRow() {
        var read = PostgresEvent.name(0x1cff060L, 7, "r", -5L);
        assertThat(read).isEqualTo("pg-1cff060-7-r--5");
        assertThat(PostgresEvent.isOne(read)).isTrue();
        assertThat(PostgresEvent.isRead(read)).isTrue();

        assertThat(PostgresEvent.isRead(PostgresEvent.name(16, 7, "u", 5L))).isFalse();
        assertThat(PostgresEvent.isRead(PostgresEvent.name(16, 7, "t", null))).isFalse();
    }

    @Test
    void whatTheApiNamesIsNone() {
        var name = "5a1c9c0e-7-8-r-5";
        assertThat(PostgresEvent.isOne(name)).isFalse();
        assertThat(PostgresEvent.isRead(name)).isFalse();
    }
}
