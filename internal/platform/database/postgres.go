// SPDX-License-Identifier: AGPL-3.0-only

package database

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// openPostgres shares one pgx pool between GORM and the job queue. Connections
// are limited in the pool alone: it serves waiters in order, database/sql does not.
func openPostgres(ctx context.Context, address string) (*DB, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("read the Postgres address: %w", err)
	}
	config.ConnConfig.RuntimeParams["timezone"] = "UTC"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("connect to Postgres: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("connect to Postgres: %w", err)
	}
	conn := stdlib.OpenDBFromPool(pool)
	conn.SetMaxIdleConns(0)
	g, err := gorm.Open(postgres.New(postgres.Config{Conn: conn}), settings())
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("connect to Postgres: %w", err)
	}
	return &DB{Dialect: Postgres, write: g, read: g, pool: pool}, nil
}
