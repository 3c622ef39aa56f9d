// How fast a sync can be: the floor that Patchbay is measured against. Not a product: it has no mapping that anyone
// could edit, no metadata, guard, undo, change log, report, sandbox or secret; one list, one thread, and each vendor's
// shape written out by hand.
//
//   bench-floor --port N --db FILE [--shape registrations] [--page 1000]
//
// Reads bench-vendor's list page by page over a plain socket, asking for the next page before it parses the one it has;
// takes the id and the values that Patchbay maps of each record with simdjson; prints them with XXH3 (128 bits); compares the
// print with the stored one, all of which are loaded once into a flat table; writes new and changed records, and
// deletes absent ones, in one SQLite transaction (WAL, synchronous=NORMAL). Prints the counts, and
// the milliseconds it took.
//
// Tried and not taken, as no faster here: simdjson's DOM instead of On Demand, larger page caches.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <simdjson.h>
#include <sqlite3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace {

using simdjson::ondemand::object;
using namespace std::string_view_literals;

[[noreturn]] void die(const char* what, const char* why) {
  fprintf(stderr, "bench-floor: %s: %s\n", what, why);
  exit(1);
}

// ---- the vendor -----------------------------------------------------------------------------------------------------

/// One keep-alive connection to the vendor. `ask`, then `read_answer`, in turn.
class Vendor {
 public:
  explicit Vendor(int port) : buffer_(4 << 20) {
    socket_ = socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) die("connect", strerror(errno));
  }
  ~Vendor() { close(socket_); }

  void ask(const char* target) {
    char request[512];
    const int length = snprintf(
      request, sizeof request,
      "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic dTpw\r\nAccept: application/json\r\n\r\n", target);
    if (write(socket_, request, static_cast<size_t>(length)) != length) die("send", strerror(errno));
  }

  /// The body of the answer, which must be 200 with a Content-Length; padded, and valid until the next call.
  simdjson::padded_string_view read_answer() {
    size_t filled = 0;
    char* end = nullptr;
    while (!end) {
      filled += receive(filled);
      buffer_[filled] = 0;
      end = strstr(buffer_.data(), "\r\n\r\n");
    }
    if (strncmp(buffer_.data(), "HTTP/1.1 200", 12) != 0) die("vendor", std::string(buffer_.data(), 40).c_str());
    const char* const length = strcasestr(buffer_.data(), "content-length:");
    if (!length || length > end) die("vendor", "no Content-Length");
    const size_t head = static_cast<size_t>(end + 4 - buffer_.data()), size = strtoull(length + 15, nullptr, 10);
    if (buffer_.size() < head + size + simdjson::SIMDJSON_PADDING) buffer_.resize(head + size + (64 << 10));
    while (filled < head + size) filled += receive(filled);
    return simdjson::padded_string_view(buffer_.data() + head, size, buffer_.size() - head);
  }

 private:
  size_t receive(size_t filled) {
    const ssize_t got = read(socket_, buffer_.data() + filled, buffer_.size() - filled - simdjson::SIMDJSON_PADDING);
    if (got <= 0) die("receive", got == 0 ? "connection closed" : strerror(errno));
    return static_cast<size_t>(got);
  }
  int socket_;
  std::vector<char> buffer_;
};

// ---- a record -------------------------------------------------------------------------------------------------------

/// A record's id and mapped values; views into the parser's, the vendor's and the shape's buffers.
template <size_t width>
struct Row {
  std::string_view id;
  std::array<std::string_view, width> values;
};

/// The text of a value; numbers and booleans as they are written.
[[gnu::always_inline]] inline std::string_view text(simdjson::ondemand::value& value) {
  std::string_view string;
  if (!value.get_string().get(string)) return string;
  return value.raw_json_token();
}

/// The text at `key`, empty if there is none.
[[gnu::always_inline]] inline std::string_view text(object& from, std::string_view key) {
  simdjson::ondemand::value value;
  if (from[key].get(value)) return {};
  return text(value);
}

// A shape tells of one list: what to ask for, whether a page leads on, where its records are and what is taken of each. Keys
// are asked for in the order in which the vendor sends them, which costs no second look at any of them.

/// Certain's registrations: the number of all stands before the records.
class Registrations {
 public:
  static constexpr size_t width = 25;

  /// What is asked for after so many records.
  static void target(char* to, size_t size, size_t after, size_t page) {
    snprintf(to, size, "/certainExternal/service/v1/Registration/bench/EVENT1?start_index=%zu&max_results=%zu", after + 1,
             page);
  }

  /// Takes a page's numbers; true if there is another one.
  bool leads_on(simdjson::ondemand::document& document, std::string_view) {
    total_ = document["completeCollectionSize"].get_uint64();
    const size_t size = document["size"].get_uint64();
    if (size == 0) die("vendor", "an empty page before the end");
    came_ += size;
    return came_ < total_;
  }

  static constexpr const char* records = "registrations";

  /// True if as many came as the page, or at the end the list, says.
  bool is_right(size_t received, size_t distinct) const {
    return received == came_ && (came_ < total_ || distinct == total_);
  }

  Row<width> read(object record) {
    Row<width> row;
    size_t n = 0;
    row.id = text(record, "registrationCode");
    for (const auto key : {"pkRegId"sv, "orderCode"sv, "attendeeTypeCode"sv, "registrationStatusLabel"sv, "isActive"sv,
                           "dateCreated"sv, "dateModified"sv, "language"sv, "totalCost"sv})
      row.values[n++] = text(record, key);
    object profile = record["profile"];
    for (const auto key : {"profilePin"sv, "externalKey"sv, "prefix"sv, "firstName"sv, "lastName"sv, "email"sv,
                           "organization"sv, "position"sv, "phone"sv, "mobile"sv})
      row.values[n++] = text(profile, key);
    object address = profile["address"];
    for (const auto key : {"line1"sv, "city"sv, "state"sv, "postalCode"sv, "country"sv})
      row.values[n++] = text(address, key);
    object answer = record["registrationQuestions"]["question"].at(0)["answers"]["answer"].at(0);
    row.values[n++] = text(answer, "value");
    return row;
  }

 private:
  size_t total_ = 0, came_ = 0;
};

/// The survey's guests: what leads on stands behind the records, and nobody says how many there are.
class Survey {
 public:
  static constexpr size_t width = 27;

  static void target(char* to, size_t size, size_t after, size_t page) {
    snprintf(to, size, "/survey?page=%zu", after / page + 1);
  }

  /// Looked for from the end: a parser would have to walk over all records.
  bool leads_on(simdjson::ondemand::document&, std::string_view body) {
    return !body.ends_with("\"next\":null}}"sv);
  }

  static constexpr const char* records = "items";

  bool is_right(size_t, size_t) const { return true; }

  Row<width> read(object record) {
    Row<width> row;
    size_t n = 0;
    object status = record["status"];
    for (const auto key : {"code"sv, "since"sv}) row.values[n++] = text(status, key);
    tags_.clear();
    for (simdjson::ondemand::value tag : record["tags"].get_array()) {
      if (!tags_.empty()) tags_ += ", ";
      tags_ += text(tag);
    }
    row.values[n++] = tags_;
    object meta = record["meta"];
    for (const auto key : {"source"sv, "locale"sv, "ip"sv}) row.values[n++] = text(meta, key);
    object person = record["person"];
    for (const auto key : {"name"sv, "given"sv, "family"sv, "title"sv, "birth"sv}) row.values[n++] = text(person, key);
    object contact = person["contact"];
    for (const auto key : {"email"sv, "phone"sv, "www"sv}) row.values[n++] = text(contact, key);
    object work = person["work"];
    for (const auto key : {"company"sv, "role"sv, "city"sv, "zip"sv, "country"sv}) row.values[n++] = text(work, key);
    object ticket = record["ticket"];
    for (const auto key : {"no"sv, "kind"sv, "price"sv, "paid"sv}) row.values[n++] = text(ticket, key);
    row.id = text(record, "uuid");
    for (object answer : record["answers"].get_array()) {
      const std::string_view question = text(answer, "question");
      const size_t place = question == "diet"sv ? 0 : question == "shirt"sv ? 1 : question == "hotel"sv ? 2 : 3;
      if (place < 3 && row.values[n + place].empty()) row.values[n + place] = text(answer, "value");
    }
    n += 3;
    row.values[n++] = text(record, "updated");
    return row;
  }

 private:
  std::string tags_;
};

template <size_t width>
XXH128_hash_t print(const Row<width>& row, std::string& scratch) {
  scratch.clear();
  for (const std::string_view value : row.values) {
    scratch += value;
    scratch += '\x1f';
  }
  return XXH3_128bits(scratch.data(), scratch.size());
}

// ---- what is stored -------------------------------------------------------------------------------------------------

/// Stored prints by a 64-bit hash of the id: open addressing, at most two thirds full. `number` 0 is an empty place.
class Prints {
 public:
  struct Entry {
    uint64_t key, low, high;
    uint32_t number;
    bool seen;
  };

  static uint64_t key_of(std::string_view id) { return XXH3_64bits(id.data(), id.size()); }

  /// The place of `key`; empty if it is not there, to be filled in with `number` then. Valid until the next call.
  Entry& at(uint64_t key) {
    if ((used_ + 1) * 3 > entries_.size() * 2) grow();
    Entry* entry = place(key);
    if (entry->number == 0 && entry->key == 0) {
      entry->key = key;
      ++used_;
    }
    return *entry;
  }

 private:
  Entry* place(uint64_t key) {
    const size_t mask = entries_.size() - 1;
    size_t at = key & mask;
    while (entries_[at].key != 0 && entries_[at].key != key) at = (at + 1) & mask;
    return &entries_[at];
  }
  void grow() {
    std::vector<Entry> old(entries_.size() * 2);
    old.swap(entries_);
    for (const Entry& entry : old)
      if (entry.key != 0) *place(entry.key) = entry;
  }
  std::vector<Entry> entries_ = std::vector<Entry>(1 << 12);
  size_t used_ = 0;
};

/// The database: prints in a small table of their own, so that loading them does not read the records.
template <size_t width>
class Store {
 public:
  explicit Store(const char* path) {
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(path, &db_, flags, nullptr) != SQLITE_OK) die(path, sqlite3_errmsg(db_));
    std::string columns, marks, updates;
    for (size_t n = 1; n <= width; ++n) {
      char part[64];
      snprintf(part, sizeof part, ", c%zu TEXT", n);
      columns += part;
      marks += ", ?";
      snprintf(part, sizeof part, "%s c%zu = excluded.c%zu", n == 1 ? "" : ",", n, n);
      updates += part;
    }
    run("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE;"
        "CREATE TABLE IF NOT EXISTS print (id TEXT PRIMARY KEY, low INTEGER, high INTEGER, number INTEGER) "
        "WITHOUT ROWID");
    run("CREATE TABLE IF NOT EXISTS record (number INTEGER PRIMARY KEY" + columns + ")");
    write_print_ = prepare("INSERT INTO print VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET low = excluded.low, "
                           "high = excluded.high");
    write_record_ = prepare("INSERT INTO record VALUES (?" + marks + ") ON CONFLICT (number) DO UPDATE SET " + updates);
  }
  ~Store() {
    sqlite3_finalize(write_print_);
    sqlite3_finalize(write_record_);
    sqlite3_close(db_);
  }

  /// Loads all prints; returns how many there are.
  size_t load(Prints& prints) {
    sqlite3_stmt* const all = prepare("SELECT id, low, high, number FROM print");
    size_t count = 0;
    for (; sqlite3_step(all) == SQLITE_ROW; ++count) {
      const auto number = static_cast<uint32_t>(sqlite3_column_int64(all, 3));
      Prints::Entry& entry = prints.at(Prints::key_of(column_id(all)));
      entry.low = static_cast<uint64_t>(sqlite3_column_int64(all, 1));
      entry.high = static_cast<uint64_t>(sqlite3_column_int64(all, 2));
      entry.number = number;
      if (number > last_number_) last_number_ = number;
    }
    sqlite3_finalize(all);
    return count;
  }

  uint32_t next_number() { return ++last_number_; }

  void write(const Row<width>& row, const Prints::Entry& entry) {
    bind(write_print_, 1, row.id);
    sqlite3_bind_int64(write_print_, 2, static_cast<sqlite3_int64>(entry.low));
    sqlite3_bind_int64(write_print_, 3, static_cast<sqlite3_int64>(entry.high));
    sqlite3_bind_int64(write_print_, 4, entry.number);
    step(write_print_);
    sqlite3_bind_int64(write_record_, 1, entry.number);
    for (size_t n = 0; n < width; ++n) bind(write_record_, static_cast<int>(n) + 2, row.values[n]);
    step(write_record_);
  }

  /// Deletes every record that was not seen; returns how many.
  size_t delete_unseen(Prints& prints) {
    sqlite3_stmt* const all = prepare("SELECT id, number FROM print");
    std::vector<std::pair<std::string, sqlite3_int64>> unseen;
    while (sqlite3_step(all) == SQLITE_ROW) {
      const std::string_view id = column_id(all);
      if (!prints.at(Prints::key_of(id)).seen) unseen.emplace_back(id, sqlite3_column_int64(all, 1));
    }
    sqlite3_finalize(all);
    sqlite3_stmt* const print = prepare("DELETE FROM print WHERE id = ?");
    sqlite3_stmt* const record = prepare("DELETE FROM record WHERE number = ?");
    for (const auto& [id, number] : unseen) {
      bind(print, 1, id);
      step(print);
      sqlite3_bind_int64(record, 1, number);
      step(record);
    }
    sqlite3_finalize(print);
    sqlite3_finalize(record);
    return unseen.size();
  }

  void commit() { run("COMMIT"); }

 private:
  void run(const std::string& sql) {
    if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) die("sqlite", sqlite3_errmsg(db_));
  }
  sqlite3_stmt* prepare(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) die("sqlite", sqlite3_errmsg(db_));
    return statement;
  }
  void bind(sqlite3_stmt* statement, int index, std::string_view value) {
    sqlite3_bind_text(statement, index, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
  }
  void step(sqlite3_stmt* statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) die("sqlite", sqlite3_errmsg(db_));
    sqlite3_reset(statement);
  }
  static std::string_view column_id(sqlite3_stmt* statement) {
    const auto* const bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
    return {bytes, static_cast<size_t>(sqlite3_column_bytes(statement, 0))};
  }
  sqlite3* db_ = nullptr;
  sqlite3_stmt *write_print_ = nullptr, *write_record_ = nullptr;
  uint32_t last_number_ = 0;
};

// ---- the sync -------------------------------------------------------------------------------------------------------

struct Counts {
  size_t received = 0, created = 0, unchanged = 0, updated = 0, deleted = 0, duplicated = 0;
};

/// What becomes of one record.
template <size_t width>
void take(const Row<width>& row, Prints& prints, Store<width>& store, Counts& counts, std::string& scratch) {
  if (row.id.empty()) die("vendor", "a record without id");
  ++counts.received;
  const XXH128_hash_t now = print(row, scratch);
  Prints::Entry& entry = prints.at(Prints::key_of(row.id));
  if (entry.seen) {
    ++counts.duplicated;
    return;
  }
  entry.seen = true;
  if (entry.number != 0 && entry.low == now.low64 && entry.high == now.high64) {
    ++counts.unchanged;
    return;
  }
  ++(entry.number == 0 ? counts.created : counts.updated);
  if (entry.number == 0) entry.number = store.next_number();
  entry.low = now.low64;
  entry.high = now.high64;
  store.write(row, entry);
}

template <class Shape>
Counts sync(Vendor& vendor, const char* db, size_t page) {
  Store<Shape::width> store(db);
  Shape shape;
  Counts counts;
  Prints prints;
  simdjson::ondemand::parser parser;
  std::string scratch;
  char target[256];
  Shape::target(target, sizeof target, 0, page);
  vendor.ask(target);
  const size_t stored = store.load(prints);
  size_t asked = page;
  for (bool more = true; more; asked += page) {
    const simdjson::padded_string_view body = vendor.read_answer();
    auto document = parser.iterate(body);
    simdjson::ondemand::document& whole = document.value_unsafe();
    if (document.error()) die("vendor's JSON", simdjson::error_message(document.error()));
    more = shape.leads_on(whole, body);
    if (more) {
      Shape::target(target, sizeof target, asked, page);
      vendor.ask(target);
    }
    for (object record : whole[Shape::records].get_array())
      take(shape.read(record), prints, store, counts, scratch);
    if (!shape.is_right(counts.received, counts.received - counts.duplicated))
      die("vendor", "the records are not as many as announced");
  }
  const size_t known = counts.unchanged + counts.updated;
  if (known < stored) counts.deleted = store.delete_unseen(prints);
  store.commit();
  return counts;
}

}  // namespace

int main(int argc, char** argv) {
  const auto began = std::chrono::steady_clock::now();
  int port = 0;
  size_t page = 1000;
  const char* db = nullptr;
  std::string_view shape = "registrations";
  for (int n = 1; n + 1 < argc; n += 2) {
    if (!strcmp(argv[n], "--port")) port = atoi(argv[n + 1]);
    if (!strcmp(argv[n], "--db")) db = argv[n + 1];
    if (!strcmp(argv[n], "--shape")) shape = argv[n + 1];
    if (!strcmp(argv[n], "--page")) page = strtoull(argv[n + 1], nullptr, 10);
  }
  const bool is_survey = shape == "survey"sv;
  if (port == 0 || page == 0 || !db || (!is_survey && shape != "registrations"sv))
    die("usage", "bench-floor --port N --db FILE [--shape registrations|survey] [--page 1000]");
  Counts counts;
  try {
    Vendor vendor(port);
    counts = is_survey ? sync<Survey>(vendor, db, page) : sync<Registrations>(vendor, db, page);
  } catch (const simdjson::simdjson_error& error) {
    die("vendor's JSON", error.what());
  }
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
  printf("received=%zu created=%zu unchanged=%zu updated=%zu deleted=%zu duplicated=%zu ms=%.1f\n", counts.received,
         counts.created, counts.unchanged, counts.updated, counts.deleted, counts.duplicated, took.count());
}
