package dev.ventes.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.cli.doctor.SlotExamination.Keeping;
import dev.ventes.cli.doctor.SlotExamination.Slot;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotTest {
    private static final long GIB = 1L << 30;

    @Test
    void slotThatIsReadAndFarFromItsLimitIsFine() {
        assertThat(new Keeping(4096, 0, "0").findings()).isEmpty();
        assertThat(new Slot("ventes_1", true, GIB, null).findings(4 * GIB)).isEmpty();
    }

    @Test
    void slotThatNeedsMoreThanHalfOfItsLimitIsAFault() {
        assertThat(new Slot("ventes_1", true, 3 * GIB, null).findings(4 * GIB))
                .singleElement()
                .satisfies(fault -> assertThat(fault.what()).contains("3072 MB", "gives it up at 4096 MB"))
                .satisfies(fault -> assertThat(fault.mend()).contains("max_slot_wal_keep_size = '16384MB'"));
    }

    @Test
    void lostSlotIsAFaultWithItsReason() {
        assertThat(new Slot("ventes_1", false, 0, "wal_removed").findings(GIB))
                .isEqualTo(List.of(Finding.fault(
                        "postgresql",
                        "PostgreSQL has given up the slot ventes_1 (wal_removed): a connector that starts reads the whole"
                                + " table",
                        "SELECT pg_drop_replication_slot('ventes_1')")));
    }

    @Test
    void slotsWithoutALimitAreAFaultAndHaveNone() {
        var keeping = new Keeping(-1, 0, "0");

        assertThat(keeping.findings())
                .singleElement()
                .satisfies(fault -> assertThat(fault.what()).startsWith("max_slot_wal_keep_size is -1"));
        assertThat(new Slot("ventes_1", true, 1000 * GIB, null).findings(keeping.limit()))
                .isEmpty();
    }

    @Test
    void settingsThatSurpriseAreRemarks() {
        assertThat(new Keeping(1024, 2048, "1d").findings())
                .extracting(Finding::kind)
                .containsExactly(Finding.Kind.REMARK, Finding.Kind.REMARK);
    }
}
