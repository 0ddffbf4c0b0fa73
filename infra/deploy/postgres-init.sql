-- The role and the database of the embedded server, for the official image: psql runs this as the superuser when the
-- data folder is made.
\getenv password VENTES_POSTGRES_PASSWORD
create role ventes login replication password :'password';
create database salesdb owner ventes;
\connect salesdb
set session authorization ventes;
\ir /ventes/ventes.sql
