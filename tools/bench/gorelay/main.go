// SPDX-License-Identifier: BSD-2-Clause

// gorelay - the relay that everybody writes first, for comparison
//
//	gorelay [-l ADDRESS] UPSTREAM
//
// Two goroutines a session, each copying one way through 2 KB; it dials for
// each session, and keeps nothing.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"sync"
)

const bufferSize = 2048

func copyOneWay(to, from *net.TCPConn, done *sync.WaitGroup) {
	defer done.Done()
	buffer := make([]byte, bufferSize)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				from.CloseRead()
				return
			}
		}
		if err != nil {
			if err != io.EOF {
				to.SetLinger(0)
				to.Close()
				return
			}
			to.CloseWrite()
			return
		}
	}
}

func serve(client *net.TCPConn, upstream string) {
	defer client.Close()
	conn, err := net.Dial("tcp", upstream)
	if err != nil {
		log.Print(err)
		return
	}
	server := conn.(*net.TCPConn)
	defer server.Close()
	var done sync.WaitGroup
	done.Add(2)
	go copyOneWay(server, client, &done)
	go copyOneWay(client, server, &done)
	done.Wait()
}

func main() {
	address := flag.String("l", "127.0.0.1:0", "address to listen on")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: gorelay [-l ADDRESS] UPSTREAM")
	}
	listener, err := net.Listen("tcp", *address)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("address", listener.Addr())
	for {
		client, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go serve(client.(*net.TCPConn), flag.Arg(0))
	}
}
