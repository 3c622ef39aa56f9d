// Vendors for benchmarks that cost next to nothing, on loopback. Each shape is a list of records as one vendor writes them.
//
//   bench-vendor --port N --shape registrations|survey --records 100000 --page 1000 --round 0|1|2
//
//   GET  /certainExternal/service/v1/Registration/ACCOUNT/EVENT?start_index=K&max_results=M   (K: record number from 1)
//   GET  /survey?page=K                                                                        (from 1)
//   POST /_round?n=N
//
// registrations: Certain's v1 Registration list. The number of all records stands before them, one answer in a list of lists.
// survey: what leads to the next page stands behind the records, nobody says how many there are, the id is not the first
// member, a list of tags, five answers in a list of {"question", "value"}, escapes, several scripts.
//
// Rounds 0 and 1 are the same; in round 2 one record of a hundred has other values. Any account, event and credentials
// will do. --port 0 takes a free port; the port is the first line printed, once the records are ready. --page is what a
// request without max_results gets. An index beyond the last record answers 404, as Certain does for an empty list.
//
// All records are rendered once, one behind the other with commas between, so that a page of any size is a slice of
// that text and goes out uncopied. A change keeps a record's length, so a round is switched in place; switch between
// syncs only. Memory: about 1 kB a record. One thread a connection, which is fine for the few that a sync opens.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

struct Records {
  std::string text;             // record, record, …
  std::vector<size_t> starts;   // of each record in `text`, and one past the last comma
  size_t count() const { return starts.size() - 1; }

  /// Records `first` up to but not including `last` (from 0), with commas between, none behind.
  std::string_view slice(size_t first, size_t last) const {
    return std::string_view(text).substr(starts[first], starts[last] - 1 - starts[first]);
  }
};

/// Appends record `n` (from 0), about 1 kB. `changed` alters the date of change, the position and the phone number, not
/// the length.
void render(std::string& to, size_t n, bool changed) {
  static const char* const firsts[] = {"Ana", "Jürgen", "Zoë", "Łukasz", "花子", "Siobhán", "Ömer", "Наталья"};
  static const char* const lasts[] = {
    "Silva", "Müller", "O'Brien", "Wiśniewska", "山田", "van den Berg", "Şahin", "Иванова"};
  static const char* const firms[] = {
    "Example Ltd", "Nordwind GmbH & Co. KG", "Contoso \\\"Cloud\\\" Ltd.", "Société des Eaux", "Acme, Inc."};
  static const char* const cities[] = {"Porto", "Köln", "Galway", "Kraków", "東京", "İzmir", "Lyon"};
  static const char* const types[] = {"VIP", "STD", "SPK", "EXH"};
  char line[2048];
  const int length = snprintf(
    line, sizeof line,
    "{\"registrationCode\":\"R-%08zu\",\"pkRegId\":%zu,\"orderCode\":\"O-%08zu\",\"attendeeTypeCode\":\"%s\","
    "\"attendeeType\":\"%s attendee\",\"registrationStatusLabel\":\"Pre-Registered\",\"isActive\":true,"
    "\"dateCreated\":\"2026-03-01T09:%02zu:%02zu\",\"dateModified\":\"2026-0%c-04T17:%02zu:11\","
    "\"badgeNumber\":\"%07zu\",\"registrationSource\":\"Online registration form\",\"language\":\"en\","
    "\"totalCost\":\"%zu.00\",\"balanceDue\":\"0.00\","
    "\"profile\":{\"profilePin\":\"P-%08zu\",\"externalKey\":\"crm-%zu\",\"prefix\":\"Dr.\",\"firstName\":\"%s\","
    "\"lastName\":\"%s\",\"email\":\"attendee.%zu@example.org\",\"organization\":\"%s\",\"position\":\"%s\","
    "\"phone\":\"+351 %c1 %07zu\",\"mobile\":\"+351 91 %07zu\",\"website\":\"https://example.org/~%zu\","
    "\"address\":{\"line1\":\"%zu Harbour Street\",\"line2\":\"Building %zu\",\"city\":\"%s\",\"state\":\"Region %zu\","
    "\"postalCode\":\"%05zu\",\"country\":\"PT\"}},"
    "\"registrationQuestions\":{\"question\":[{\"questionId\":638,\"questionCode\":\"diet\",\"questionName\":\"Diet\","
    "\"answers\":{\"answer\":[{\"answerId\":null,\"answerCode\":null,\"value\":\"%s\"}]}}]}},",
    n + 1, n + 1000001, n / 2 + 1, types[n % 4], types[n % 4], n / 60 % 60, n % 60, changed ? '9' : '3', n % 60, n + 1,
    100 + n % 900, n + 1, n * 7 % 1000003, firsts[n % 8], lasts[n / 8 % 8], n + 1, firms[n % 5],
    changed ? "Managing director" : "Software engineer", changed ? '9' : '2', n % 10000000, n * 3 % 10000000, n + 1,
    n % 300 + 1, n % 40 + 1, cities[n % 7], n % 12 + 1, n % 100000, n % 3 ? "Vegetarian" : "None");
  to.append(line, static_cast<size_t>(length));
}

/// Appends record `n` (from 0) of the survey, about 1 kB; `changed` alters as much.
void render_survey(std::string& to, size_t n, bool changed) {
  static const char* const names[] = {
    "Ana \\u0160ili\\u0107", "J\\u00fcrgen Groß", "Zoë \\\"Zed\\\" King", "山田 花子", "Siobh\\u00e1n O\\u2019Brien",
    "Наталья Иванова", "דן כהן", "مريم حسن"};
  static const char* const diets[] = {"Vegan", "None", "Halal", "Gluten-free \\/ no nuts", "素食"};
  static const char* const tags[] = {"\"speaker\",\"vip\"", "", "\"first \\u2013 timer\"", "\"press\",\"台北\",\"late\""};
  char line[3072];
  const int length = snprintf(
    line, sizeof line,
    "{\"status\":{\"code\":\"%s\",\"since\":\"2026-0%c-11T08:%02zu:00Z\"},\"tags\":[%s],\"meta\":{\"source\":\"web\",\"locale\":\"%s\","
    "\"ip\":\"192.0.2.%zu\",\"agent\":\"Mozilla\\/5.0 (X11; Linux x86_64)\"},"
    "\"person\":{\"name\":\"%s\",\"given\":\"Given%zu\",\"family\":\"Family%zu\",\"title\":\"%s\",\"birth\":\"19%02zu-0%zu-1%zu\","
    "\"contact\":{\"email\":\"guest.%zu@example.net\",\"phone\":\"+49 30 %07zu\",\"www\":\"https:\\/\\/example.net\\/~%zu\"},"
    "\"work\":{\"company\":\"Werk \\u0026 Sohn %zu\",\"role\":\"%s\",\"city\":\"K\\u00f6ln\",\"zip\":\"%05zu\",\"country\":\"DE\"}},"
    "\"ticket\":{\"no\":\"T-%08zu\",\"kind\":\"%s\",\"price\":%zu.50,\"currency\":\"EUR\",\"paid\":%s},"
    "\"uuid\":\"%08zx-5eed-4a11-8bad-%012zx\",\"answers\":["
    "{\"question\":\"diet\",\"value\":\"%s\"},{\"question\":\"shirt\",\"value\":\"%c\"},"
    "{\"question\":\"hotel\",\"value\":\"Room %zu\\nfloor %zu\"},{\"question\":\"heard\",\"value\":\"from a friend\"},"
    "{\"question\":\"note\",\"value\":\"Arrives at %zu o\\u2019clock, 到着します\"}],"
    "\"updated\":\"2026-0%c-21T10:%02zu:00Z\",\"links\":{\"self\":\"https:\\/\\/api.example.net\\/guests\\/%zu\"}},",
    n % 5 ? "confirmed" : "waitlist", changed ? '8' : '4', n % 60, tags[n % 4], n % 3 ? "de-DE" : "ja-JP", n % 250 + 1, names[n % 8],
    n, n * 7 % 1000003, n % 2 ? "Dr." : "", 50 + n % 50, n % 9 + 1, n % 10, n + 1, n * 3 % 10000000, n + 1, n % 977,
    changed ? "Managing director" : "Software engineer", n % 100000, n + 1, n % 3 ? "full" : "day", 90 + n % 400,
    n % 7 ? "true" : "false", n + 1, n * 2654435761u % 0xffffffffffffu, diets[n % 5], "SMLX"[n % 4], n % 900, n % 12, n % 24,
    changed ? '9' : '5', n % 60, n + 1);
  to.append(line, static_cast<size_t>(length));
}

/// A list of records as one vendor writes them.
struct Shape {
  const char* name;
  void (*render)(std::string& to, size_t n, bool changed);
};
constexpr Shape shapes[] = {{"registrations", render}, {"survey", render_survey}};

Records make_records(const Shape& shape, size_t count) {
  Records records;
  records.text.reserve(count * 1300);
  records.starts.reserve(count + 1);
  for (size_t n = 0; n < count; ++n) {
    records.starts.push_back(records.text.size());
    shape.render(records.text, n, false);
  }
  records.starts.push_back(records.text.size());
  return records;
}

void switch_round(const Shape& shape, Records& records, int round) {
  std::string record;
  for (size_t n = 50; n < records.count(); n += 100) {
    record.clear();
    shape.render(record, n, round == 2);
    if (record.size() != records.starts[n + 1] - records.starts[n]) abort();  // a change must keep the length
    memcpy(records.text.data() + records.starts[n], record.data(), record.size());
  }
}

/// The number behind `name=` in a request line, or `otherwise`.
size_t query(std::string_view line, std::string_view name, size_t otherwise) {
  for (size_t at = 0; (at = line.find(name, at)) != line.npos; at += name.size()) {
    const char before = at == 0 ? ' ' : line[at - 1];
    const size_t value = at + name.size() + 1;
    if ((before == '?' || before == '&') && value < line.size() && line[value - 1] == '=')
      return strtoull(line.data() + value, nullptr, 10);
  }
  return otherwise;
}

bool send_all(int socket, std::string_view head, std::string_view body, std::string_view tail) {
  iovec parts[3] = {{const_cast<char*>(head.data()), head.size()},
                    {const_cast<char*>(body.data()), body.size()},
                    {const_cast<char*>(tail.data()), tail.size()}};
  for (int first = 0; first < 3;) {
    const ssize_t sent = writev(socket, parts + first, 3 - first);
    if (sent <= 0) return false;
    size_t left = static_cast<size_t>(sent);
    while (first < 3 && left >= parts[first].iov_len) left -= parts[first++].iov_len;
    if (first < 3) {
      parts[first].iov_base = static_cast<char*>(parts[first].iov_base) + left;
      parts[first].iov_len -= left;
    }
  }
  return true;
}

bool answer(int socket, int status, std::string_view before, std::string_view body, std::string_view after) {
  char head[512];
  const int length = snprintf(
    head, sizeof head,
    "HTTP/1.1 %d %s\r\nContent-Type: application/json;charset=UTF-8\r\nContent-Length: %zu\r\n\r\n%.*s",
    status, status == 200 ? "OK" : "Not Found", before.size() + body.size() + after.size(),
    static_cast<int>(before.size()), before.data());
  return send_all(socket, std::string_view(head, static_cast<size_t>(length)), body, after);
}

bool answer_page(int socket, const Records& records, size_t start, size_t most) {
  const size_t first = start > 0 ? start - 1 : 0;
  if (first >= records.count()) return answer(socket, 404, "", "{\"errorMessage\":\"No registrations found.\"}", "");
  const size_t last = most < records.count() - first ? first + most : records.count();
  char envelope[256];
  snprintf(
    envelope, sizeof envelope,
    "{\"etag\":null,\"transactionId\":\"0\",\"completeCollectionSize\":%zu,\"size\":%zu,\"startingIndex\":%zu,"
    "\"maxResults\":%zu,\"registrations\":[",
    records.count(), last - first, first + 1, most);
  return answer(socket, 200, envelope, last > first ? records.slice(first, last) : "", "]}");
}

bool answer_survey(int socket, const Records& records, size_t page, size_t most) {
  const size_t pages = (records.count() + most - 1) / most;
  if (page == 0 || page > pages) return answer(socket, 404, "", "{\"error\":\"No such page.\"}", "");
  const size_t first = (page - 1) * most, last = std::min(first + most, records.count());
  char next[64] = "null", after[160];
  if (page < pages) snprintf(next, sizeof next, "\"/survey?page=%zu\"", page + 1);
  snprintf(after, sizeof after, "],\"paging\":{\"page\":%zu,\"next\":%s}}", page, next);
  return answer(socket, 200, "{\"items\":[", records.slice(first, last), after);
}

/// Answers one request, headers included in `request`.
bool serve(int socket, const Shape& shape, Records& records, size_t page, std::string_view request) {
  const std::string_view line = request.substr(0, request.find("\r\n"));
  if (line.rfind("POST /_round?", 0) == 0) {
    switch_round(shape, records, static_cast<int>(query(line, "n", 0)));
    return answer(socket, 200, "", "{}", "");
  }
  if (line.rfind("GET /certainExternal/service/v1/Registration/", 0) == 0)
    return answer_page(socket, records, query(line, "start_index", 1), query(line, "max_results", page));
  if (line.rfind("GET /survey?", 0) == 0) return answer_survey(socket, records, query(line, "page", 1), page);
  return answer(socket, 404, "", "{\"errorMessage\":\"Unknown path.\"}", "");
}

/// Serves one connection until the client closes it. Request bodies are not expected and not read.
void serve_connection(int socket, const Shape& shape, Records& records, size_t page) {
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  std::string in;
  char buffer[16384];
  for (;;) {
    const size_t end = in.find("\r\n\r\n");
    if (end == in.npos) {
      const ssize_t got = read(socket, buffer, sizeof buffer);
      if (got <= 0 || in.size() > 1 << 20) break;
      in.append(buffer, static_cast<size_t>(got));
      continue;
    }
    const std::string_view request = std::string_view(in).substr(0, end + 2);
    if (!serve(socket, shape, records, page, request)) break;
    if (strcasestr(std::string(request).c_str(), "\r\nconnection: close")) break;
    in.erase(0, end + 4);
  }
  close(socket);
}

}  // namespace

int main(int argc, char** argv) {
  size_t port = 0, count = 100000, page = 1000, round = 0;
  const Shape* shape = &shapes[0];
  for (int n = 1; n + 1 < argc; n += 2) {
    const std::string_view name = argv[n];
    if (name == "--shape") {
      const std::string_view wanted = argv[n + 1];
      shape = std::find_if(std::begin(shapes), std::end(shapes), [&](const Shape& one) { return wanted == one.name; });
      if (shape != std::end(shapes)) continue;
      fprintf(stderr, "bench-vendor: there is no shape '%s'\n", argv[n + 1]);
      return 2;
    }
    size_t* const option = name == "--port" ? &port : name == "--records" ? &count : name == "--page" ? &page
                           : name == "--round" ? &round : nullptr;
    if (!option) {
      fprintf(stderr, "bench-vendor: unknown option '%s'; known are --port, --shape, --records, --page, --round\n", argv[n]);
      return 2;
    }
    *option = strtoull(argv[n + 1], nullptr, 10);
  }
  signal(SIGPIPE, SIG_IGN);
  Records records = make_records(*shape, count);
  switch_round(*shape, records, static_cast<int>(round));

  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener, 64) != 0 ||
      getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    perror("bench-vendor: cannot listen on 127.0.0.1");
    return 1;
  }
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  for (;;) {
    const int socket = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket >= 0) std::thread(serve_connection, socket, std::cref(*shape), std::ref(records), page).detach();
  }
}
