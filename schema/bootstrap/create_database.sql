create database {database} owner tessera_owner template template0 encoding 'UTF8'
