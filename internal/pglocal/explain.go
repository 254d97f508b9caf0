package pglocal

import (
	"errors"
	"io"
	"net"
	"os"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// Explain returns a better error where the server has said, to its client or in
// its log alone, that the disk is full; otherwise err. A server that cannot write
// breaks off every connection, of which the client knows no more than that.
func (c *Cluster) Explain(err error) error {
	if c == nil || err == nil {
		return err
	}
	const diskFull = "53100"
	if refused, is := errors.AsType[*pgconn.PgError](err); is && refused.Code == diskFull {
		return c.home.full()
	}
	_, broken := errors.AsType[*net.OpError](err)
	if !broken && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	if said, readable := tail(c.home.log()); readable && strings.Contains(said, "No space left on device") {
		return c.home.full()
	}
	return err
}

// tail returns the end of a file.
func tail(path string) (string, bool) {
	f, err := os.Open(path)
	if err != nil {
		return "", false
	}
	defer f.Close()
	const most = 8 << 10
	if info, err := f.Stat(); err == nil && info.Size() > most {
		if _, err := f.Seek(-most, io.SeekEnd); err != nil {
			return "", false
		}
	}
	text, err := io.ReadAll(f)
	return string(text), err == nil
}
