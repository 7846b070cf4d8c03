// SPDX-License-Identifier: AGPL-3.0-only

package storage

import (
	"errors"
	"net/url"
	"path/filepath"
	"strings"
)

var (
	errAddress = errors.New("the storage address must begin with file:// or s3://")
	errFolder  = errors.New("a storage address on disk has the form file:///absolute/folder")
	errBucket  = errors.New("a storage address in a bucket has the form s3://KEY:SECRET@host:port/bucket?tls=false&region=NAME")
)

// Open gives the store at an address:
//
//	file:///var/lib/contrechamp/files
//	s3://KEY:SECRET@host:port/bucket?tls=false&region=fr-par
//
// The folder is made when it is absent; the bucket must exist. KEY and SECRET
// are percent-encoded. TLS is on unless tls=false; the region is us-east-1
// unless given. Open does not reach the network: Check does. Its refusals never
// repeat the address, which holds a secret.
func Open(rawURL string) (Store, error) {
	address, err := url.Parse(rawURL)
	if err != nil {
		return nil, errAddress
	}
	switch address.Scheme {
	case "file":
		return openFolder(address)
	case "s3":
		return openBucket(address)
	}
	return nil, errAddress
}

func openFolder(address *url.URL) (Store, error) {
	plain := address.Host == "" && address.User == nil && address.RawQuery == "" && address.Fragment == ""
	if !plain || !filepath.IsAbs(address.Path) || filepath.Clean(address.Path) == "/" {
		return nil, errFolder
	}
	return NewDisk(address.Path)
}

func openBucket(address *url.URL) (Store, error) {
	b := Bucket{
		Host: address.Host, Name: strings.Trim(address.Path, "/"),
		Region: "us-east-1", TLS: true,
	}
	b.Key = address.User.Username()
	b.Secret, _ = address.User.Password()
	for option, values := range address.Query() {
		switch {
		case option == "region" && values[0] != "":
			b.Region = values[0]
		case option == "tls" && (values[0] == "true" || values[0] == "false"):
			b.TLS = values[0] == "true"
		default:
			return nil, errBucket
		}
	}
	if b.Host == "" || b.Key == "" || b.Secret == "" || b.Name == "" || strings.Contains(b.Name, "/") {
		return nil, errBucket
	}
	return NewS3(b)
}
