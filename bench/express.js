// What a team writes in an afternoon: the same collection behind Express and Mongoose, in two processes.
// No log, no order, no history; a page is found by skipping those before it.
import cluster from 'node:cluster';
import process from 'node:process';
import express from 'express';
import mongoose from 'mongoose';

const PROCESSES = 2;
const { MONGODB_URI, MONGODB_DATABASE = 'salesdb_mongo', PORT = '4600' } = process.env;

const columns = {
  _id: Number,
  produit: { type: String, required: true, maxlength: 100 },
  quantite: { type: Number, required: true, validate: Number.isInteger },
  prix_unitaire: { type: mongoose.Schema.Types.Decimal128, required: true },
  date_vente: { type: Date, default: Date.now },
  client: { type: String, maxlength: 50, default: null },
  pays: { type: String, maxlength: 60, default: null },
  montant_total: mongoose.Schema.Types.Decimal128,
};
const shown = {
  versionKey: false,
  toJSON: {
    transform: (document, { _id, prix_unitaire, montant_total, ...rest }) => ({
      id: _id, ...rest, prix_unitaire: Number(prix_unitaire), montant_total: Number(montant_total),
    }),
  },
};

async function serve() {
  await mongoose.connect(MONGODB_URI, { dbName: MONGODB_DATABASE, autoIndex: false });
  const Vente = mongoose.model('Vente', new mongoose.Schema(columns, shown), 'ventes');
  // The sales themselves have one writer, which this is not: what is created here goes beside them.
  const Created = mongoose.model('Created', new mongoose.Schema(columns, shown), 'ventes_express');
  const Counter = mongoose.model('Counter', new mongoose.Schema({ _id: String, taken: Number }), 'counters_express');

  const take = async (count) => {
    const counter = await Counter.findByIdAndUpdate('ventes', { $inc: { taken: count } }, { upsert: true, returnDocument: 'after' });
    return counter.taken - count + 1;
  };
  const sale = (id, body) => ({ ...body, _id: id, montant_total: (body.quantite * body.prix_unitaire).toFixed(2) });

  const app = express();
  app.use(express.json({ limit: '10mb' }));
  app.get('/ventes', async (request, response) => {
    const limit = Math.min(Number(request.query.limit ?? 50), 1000);
    const page = Number(request.query.page ?? 1);
    response.json(await Vente.find({ '_sync.deleted': { $exists: false } })
      .sort({ date_vente: -1, _id: -1 }).skip((page - 1) * limit).limit(limit));
  });
  app.get('/ventes/:id', async (request, response) => {
    const found = await Vente.findById(Number(request.params.id));
    response.status(found ? 200 : 404).json(found ?? { error: 'not found' });
  });
  app.post('/ventes', async (request, response) => {
    response.status(201).json(await Created.create(sale(await take(1), request.body)));
  });
  app.post('/ventes/batch', async (request, response) => {
    const first = await take(request.body.length);
    const created = await Created.insertMany(request.body.map(({ sale: body }, index) => sale(first + index, body)));
    response.json(created.map(({ _id }) => ({ id: _id, status: 201 })));
  });
  app.listen(Number(PORT), '127.0.0.1');
}

if (cluster.isPrimary) {
  for (let started = 0; started < PROCESSES; started++) cluster.fork();
} else {
  await serve();
}
