// Keeps a table equal to the sales, however often records come again, and wherever it is killed. What makes it exact is
// that a row holds the position of what it shows, and that Kafka hears of a record only when the database has it.
// PGHOST and the like, KAFKA_BOOTSTRAP_SERVERS, and GROUP for another reading of everything.
import kafkajs from 'kafkajs';
import lz4 from 'lz4js';
import pg from 'pg';

const { KAFKA_BOOTSTRAP_SERVERS = '127.0.0.1:9092', GROUP = 'sales-copy' } = process.env;

const { Kafka, CompressionCodecs, CompressionTypes } = kafkajs;
// The records are compressed with LZ4, which kafkajs leaves to others.
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  compress: ({ buffer }) => Buffer.from(lz4.compress(buffer)),
  decompress: (buffer) => Buffer.from(lz4.decompress(buffer)),
});

const database = new pg.Client();
await database.connect();
await database.query(`create table if not exists ventes_copy (
  id bigint primary key, produit text, montant_total numeric, deleted timestamptz,
  epoch bigint not null, place bigint not null);
  create index if not exists ventes_copy_deleted on ventes_copy (deleted) where deleted is not null`);

async function apply({ key, value }) {
  const { id } = JSON.parse(key.toString());
  if (value === null) {
    // Only where the "d" was compacted away: it has marked the row otherwise.
    await database.query('delete from ventes_copy where id = $1 and deleted is null', [id]);
    return;
  }
  // A deletion marks the row: were it gone, whoever still has an older change in hand would make it again.
  const { after, position } = JSON.parse(value.toString());
  await database.query(
    `insert into ventes_copy (id, produit, montant_total, deleted, epoch, place) values ($1, $2, $3, $4, $5, $6)
     on conflict (id) do update set produit = excluded.produit, montant_total = excluded.montant_total,
       deleted = excluded.deleted, epoch = excluded.epoch, place = excluded.place
     where (ventes_copy.epoch, ventes_copy.place) < (excluded.epoch, excluded.place)`,
    [id, after?.produit, after?.montant_total, after === null ? new Date() : null, position.epoch, position.offset],
  );
}

const kafka = new Kafka({ clientId: 'sales-copy', brokers: KAFKA_BOOTSTRAP_SERVERS.split(',') });
const consumer = kafka.consumer({ groupId: GROUP });
// What it does not try again by itself, whoever started it should: a process that stays and reads nothing looks well.
consumer.on(consumer.events.CRASH, ({ payload }) => {
  if (!payload.restart) process.exit(1);
});
await consumer.connect();
await consumer.subscribe({ topic: 'ventes.enriched', fromBeginning: true });
await consumer.run({
  partitionsConsumedConcurrently: 1,
  eachBatchAutoResolve: false,
  eachBatch: async ({ batch, resolveOffset, heartbeat }) => {
    await database.query('begin');
    try {
      for (const message of batch.messages) {
        await apply(message);
      }
      // By then nobody is left who could still bring what was before.
      await database.query("delete from ventes_copy where deleted < now() - interval '1 day'");
      await database.query('commit');
    } catch (failure) {
      // Else the batch would come again into a transaction that takes nothing any more.
      await database.query('rollback');
      throw failure;
    }
    resolveOffset(batch.lastOffset());
    await heartbeat();
  },
});
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await consumer.disconnect();
    await database.end();
  });
}
