import Foundation
import Glibc
import Synchronization

/// A connector in C, compiled for a test, that does what the vendor's answers tell it.
///
/// It asks `/TYPE?since=CURSOR&page=1`, with `&user=USER` if its connection has one, emits the records at `/items` and follows `/next`. Members of an answer that it
/// obeys: `total`, `rights` (proved), `empty` (confirmed), `cursor` (a checkpoint), `deleted` (keys that are gone),
/// `unfinished` (returns without completing), `refuse` (does not take the cursor), `crash`, `aside` (another target, which is
/// asked for and left alone), `glance` (one whose `total` is read before it is left alone), `join` (what the records of
/// this page and of later ones get, see `conn.join/1`), `begins` (the page of its list that the next request says it is for), `silent`
/// (this page is not emitted), `whole` (its body is asked for whole first), `built` (its records are emitted as the connector's own),
/// `say` (a warning for the log), `print` (a line on standard error).
///
/// The setting `ways` holds words that it obeys: `probe:URL` (asks for that first, with the token as `X-Token` if the URL has the word `header`; it is the last word), `swallow` (a request that failed is taken for the list's end), `accept` (503
/// and 206 are answers), `smaller` (a 503 is asked again with `&small=1`, once), `emitwhole`
/// (what was refused when it was asked for whole is emitted).
package enum ScriptedConnector {
  /// Compiles `lib<id>.so` into a folder; `dataTypes` is the JSON list of describe, `identity` the field that is marked as
  /// what tells one account's event from another's, `hosts` a JSON list of hosts beside the endpoint's.
  package static func build(
    _ id: String, dataTypes: String, into folder: String, limits: String = "{}", remark: String = "",
    identity: String = "event", hosts: String = "[]"
  ) throws {
    func text(_ key: String) -> String {
      #"{"key": "\#(key)", "kind": "text", "required": false, "identity": \#(key == identity)}"#
    }
    let describe = """
      {"id": "\(id)", "name": "Scripted", "version": "1.0.0", "endpoint": {"default": "", "editable": true}, "hosts": \(hosts),
      "settings": [\(text("event")), \(text("ways"))],
      "auth": [\(text("user")), {"key": "token", "kind": "secret", "required": false}], "limits": \(limits), "dataTypes": \(dataTypes)}
      """
    let literal = describe.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case "\n": " "
      default: String(scalar)
      }
    }.joined()
    let text = "#define DESCRIBE \"\(literal)\"\n\(source)\n// \(remark)\nconst char remark[] = \"\(remark)\";\n"
    let bytes = try compiled.withLock { compiled in
      if let bytes = compiled[text] { return bytes }
      let bytes = try compile(text)
      compiled[text] = bytes
      return bytes
    }
    let path = "\(folder)/lib\(id).so"
    unlink(path)
    try bytes.write(to: URL(filePath: path))
    chmod(path, 0o600)
  }

  /// What was compiled in this process already, by its source.
  private static let compiled = Mutex<[String: Data]>([:])

  private static func compile(_ text: String) throws -> Data {
    let folder = try TemporaryFolder()
    let (path, library) = ("\(folder.path)/scripted.c", "\(folder.path)/scripted.so")
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let finished = try Launch.run(
      "/usr/bin/env",
      [
        "clang", "-std=gnu11", "-O1", "-Wall", "-Werror", "-fPIC", "-shared", "-fvisibility=hidden",
        "-I\(root)/PluginAPI/ConnectorABI/include", path, "-o", library,
      ])
    guard finished.code == 0 else { throw StepFailed(finished: finished) }
    return try Data(contentsOf: URL(filePath: library))
  }

  private static let source = #"""
    #define _GNU_SOURCE
    #include "connector_abi.h"
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>

    CONN_DECLARE_ABI();

    struct conn_instance {
      conn_host *host;
      const conn_host_api *api;
      char user[64], probe[1024];
      int swallows, accepts, shrinks, emits;
    };

    static conn_str text(const char *s) { return (conn_str){(const uint8_t *)s, strlen(s)}; }

    static conn_status describe(conn_str *out) {
      *out = text(DESCRIBE);
      return CONN_OK;
    }

    static conn_status create(conn_host *host, const conn_host_api *api, conn_str config, conn_instance **out) {
      static conn_instance only;
      only = (conn_instance){host, api, "", "", 0, 0, 0};
      only.emits = memmem(config.ptr, config.len, "emitwhole", 9) != 0;
      only.swallows = memmem(config.ptr, config.len, "swallow", 7) != 0;
      only.accepts = memmem(config.ptr, config.len, "accept", 6) != 0;
      only.shrinks = memmem(config.ptr, config.len, "smaller", 7) != 0;
      const char *key = "\"user\":\"";
      const char *user = memmem(config.ptr, config.len, key, strlen(key));
      if (user) sscanf(user + strlen(key), "%63[a-z]", only.user);
      const char *probe = memmem(config.ptr, config.len, "probe:", 6);
      if (probe) sscanf(probe + 6, "%1023[^\"]", only.probe);
      *out = &only;
      return CONN_OK;
    }

    static void destroy(conn_instance *instance) {}

    static conn_status check(conn_instance *instance) { return CONN_OK; }

    /* A member of an answer without its quotes; 0 if it is missing, null or false. */
    static size_t member(conn_instance *i, uint64_t body, const char *pointer, char *out, size_t room) {
      conn_str found = {0, 0};
      if (i->api->read(i->host, body, text(pointer), &found) != CONN_OK || !found.len) return 0;
      if (found.len >= 4 && !memcmp(found.ptr, "null", 4)) return 0;
      if (found.len >= 5 && !memcmp(found.ptr, "false", 5)) return 0;
      const char *start = (const char *)found.ptr;
      size_t len = found.len;
      if (*start == '"') start++, len -= 2;
      if (len >= room) len = room - 1;
      memcpy(out, start, len);
      out[len] = 0;
      return len;
    }

    static conn_status fetch(conn_instance *i, const conn_fetch_request *request) {
      static char url[4096], word[65536], cursor[4096];
      uint64_t total = CONN_TOTAL_UNKNOWN;
      uint32_t flags = 0;
      int unfinished = 0;
      snprintf(url, sizeof url, "/%.*s?since=%.*s&page=1", (int)request->data_type.len,
               (const char *)request->data_type.ptr, (int)request->cursor.len, (const char *)request->cursor.ptr);
      if (*i->user) strcat(strcat(url, "&user="), i->user);
      if (*i->probe) {
        conn_header header = {text("X-Token"), text("{{secret.token}}")};
        conn_http_request ask = {.struct_size = sizeof ask, .url = text(i->probe)};
        conn_http_response answer = {.struct_size = sizeof answer};
        if (memmem(i->probe, strlen(i->probe), "header", 6)) ask.headers = &header, ask.header_count = 1;
        conn_status status = i->api->http(i->host, &ask, 1, &answer);
        if (status != CONN_OK) return status;
        i->api->release(i->host, answer.handle);
      }
      int begins = 0, shrunk = 0;
      static const uint16_t accepted[] = {503, 206};
      while (*url) {
        conn_http_request ask = {.struct_size = sizeof ask, .url = text(url), .page = begins};
        if (i->accepts) ask.accept = accepted, ask.accept_count = 2;
        conn_http_response answer = {.struct_size = sizeof answer};
        conn_status status = i->api->http(i->host, &ask, 1, &answer);
        if (status != CONN_OK && i->swallows && status != CONN_CANCELLED) break;
        if (status != CONN_OK) return status;
        uint64_t body = answer.handle;
        if (answer.status == 503 && i->shrinks && !shrunk) {
          i->api->release(i->host, body);
          strcat(url, "&small=1");
          shrunk = 1;
          continue;
        }
        begins = member(i, body, "/begins", word, sizeof word) ? atoi(word) : 0;
        if (member(i, body, "/refuse", word, sizeof word)) return CONN_STATE_INVALID;
        if (member(i, body, "/total", word, sizeof word)) total = strtoull(word, 0, 10);
        if (member(i, body, "/rights", word, sizeof word)) flags |= CONN_COMPLETE_FULL_RIGHTS;
        if (member(i, body, "/empty", word, sizeof word)) flags |= CONN_COMPLETE_EMPTY;
        if (member(i, body, "/unfinished", word, sizeof word)) unfinished = 1;
        if (member(i, body, "/cursor", word, sizeof word)) snprintf(cursor, sizeof cursor, "%s", word);
        if (member(i, body, "/deleted", word, sizeof word)) i->api->emit_deleted(i->host, text(word));
        for (int glances = 0; glances < 2; glances++) {
          if (!member(i, body, glances ? "/glance" : "/aside", word, sizeof word)) continue;
          conn_http_request aside = {.struct_size = sizeof aside, .url = text(word)};
          conn_http_response left = {.struct_size = sizeof left};
          if (i->api->http(i->host, &aside, 1, &left) != CONN_OK) return CONN_TRANSIENT;
          if (glances) member(i, left.handle, "/total", word, sizeof word);
        }
        if (member(i, body, "/join", word, sizeof word)) {
          const conn_join_1 *joins = i->api->get_extension(i->host, text(CONN_JOIN_1));
          if (!joins || joins->join(i->host, text(word)) != CONN_OK) return CONN_INTERNAL;
        }
        if (member(i, body, "/say", word, sizeof word)) i->api->log(i->host, CONN_LOG_WARNING, text(word));
        if (member(i, body, "/print", word, sizeof word)) fprintf(stderr, "%s\n", word);
        int crashes = member(i, body, "/crash", word, sizeof word) > 0;
        if (!member(i, body, "/next", url, sizeof url)) *url = 0;
        if (member(i, body, "/whole", word, sizeof word)) {
          conn_str all = {0, 0};
          status = i->api->body(i->host, body, &all);
          if (status != CONN_OK && i->swallows) break;
          if (status != CONN_OK && !i->emits) return status;
        }
        if (member(i, body, "/silent", word, sizeof word)) {
          status = i->api->release(i->host, body);
        } else if (member(i, body, "/built", word, sizeof word)) {
          conn_str items = {0, 0};
          status = i->api->read(i->host, body, text("/items"), &items);
          if (status == CONN_OK) status = i->api->emit_records(i->host, items);
          i->api->release(i->host, body);
        } else {
          status = i->api->emit_page(i->host, body, text("/items"));
        }
        if (status != CONN_OK) return status;
        if (crashes) *(volatile int *)8 = 1;
      }
      if (*cursor) i->api->checkpoint(i->host, text(cursor));
      if (unfinished) return CONN_OK;
      return i->api->complete(i->host, total, flags);
    }

    static const conn_api table = {
        .struct_size = sizeof table, .abi_minor = CONN_ABI_MINOR, .describe = describe, .create = create,
        .destroy = destroy, .check = check, .fetch = fetch,
    };

    const conn_api *connector_entry_v1(const conn_host_info *info) { return &table; }
    """#
}
