// SPDX-License-Identifier: MIT
package main

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"sync"
)

// Clients send bodies of up to 100,000 bytes to a server of the same program, and get them back.
func checkHTTP() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	expect(err == nil, "%v", err)
	server := &http.Server{Handler: http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		expect(err == nil, "%v", err)
		answer.Write(body)
	})}
	defer server.Close()
	go server.Serve(listener)
	url := "http://" + listener.Addr().String()
	var all sync.WaitGroup
	for client := 0; client < 10; client++ {
		all.Add(1)
		go func(client int) {
			defer all.Done()
			for round := 0; round < 10; round++ {
				sent := bytes.Repeat([]byte{byte(client), byte(round)}, 1+5000*round)
				answer, err := http.Post(url, "application/octet-stream", bytes.NewReader(sent))
				expect(err == nil, "%v", err)
				got, err := io.ReadAll(answer.Body)
				expect(err == nil && bytes.Equal(got, sent), "%v, %d bytes of %d", err, len(got), len(sent))
				answer.Body.Close()
			}
		}(client)
	}
	all.Wait()
}
