#include "endpoints/admin/lists.hpp"

#include <memory>
#include <stdexcept>

#include <boost/json/serialize.hpp>

#include <tessera/access/make.hpp>

namespace tessera::endpoints::admin {
namespace {

constexpr int kPage = 50;
constexpr int kChunk = 200;
// An event at the beginning, at the end, and between them after so many rows.
constexpr std::size_t kRowsPerEvent = 5'000;

std::string export_path(const Visit& visit, const List& list) {
  auto fields = codec::Form::parse(visit.request.query).value_or(codec::Form{}).fields();
  std::erase_if(fields, [](const auto& field) {
    return field.first == "after" || field.first == "done" || field.first == "format";
  });
  fields.emplace_back("format", "");
  return codec::with_query(list.path + "/export", fields);
}

// Reads a list to its end, a chunk at a time, and renders it. Holds a copy of the request: the
// answer outlives it.
class Export {
 public:
  Export(const AdminDeps& deps, const http::Request& request, access::Actor actor, const List& list,
         bool csv)
      : request_(request),
        visit_{deps, request_, std::nullopt, std::move(actor)},
        list_(list),
        csv_(csv) {}
  Export(const Export&) = delete;
  Export& operator=(const Export&) = delete;

  // The first chunk decides whether there is an answer at all.
  Task<Result<void>> begin() {
    auto first = co_await list_.load(visit_, {}, kChunk);
    if (!first) co_return std::unexpected(std::move(first.error()));
    co_await record(false);
    next_ = std::move(*first);
    co_return Result<void>{};
  }

  Task<std::string> read() {
    if (done_) co_return std::string{};
    if (!next_) {
      co_await look_again();
      auto more = co_await list_.load(visit_, token_, kChunk);
      // What was lost meanwhile ends the file, visibly: a JSON file is not closed then.
      if (!more) throw std::runtime_error("export of " + list_.name + ": " + more.error().id);
      next_ = std::move(*more);
    }
    auto text = render(*next_);
    token_ = next_->next;
    next_.reset();
    done_ = token_.empty();
    if (done_ || rows_ - recorded_ >= kRowsPerEvent) co_await record(done_);
    co_return text;
  }

 private:
  std::string render(const Records& records) {
    std::string out = rows_ == 0 && !begun_ ? head() : std::string{};
    begun_ = true;
    for (const auto& record : records.items) {
      out += csv_ ? csv_line(record.values) : json_line(record.values);
      ++rows_;
    }
    if (!csv_ && records.next.empty()) out += "\n]}\n";
    return out;
  }
  [[nodiscard]] std::string head() const {
    if (!csv_)
      return "{\"list\":" + boost::json::serialize(boost::json::value(list_.name)) + ",\"items\":[";
    std::vector<std::string> keys;
    for (const auto& column : list_.columns) {
      if (!column.key.empty()) keys.push_back(column.key);
    }
    return csv_line(keys);
  }
  static std::string csv_line(const std::vector<std::string>& values) {
    std::string line;
    for (const auto& value : values) line += (line.empty() ? "" : ",") + csv_cell(value);
    return line + "\r\n";
  }
  [[nodiscard]] std::string json_line(const std::vector<std::string>& values) const {
    boost::json::object row;
    std::size_t next = 0;
    for (const auto& column : list_.columns) {
      if (!column.key.empty()) row[column.key] = values.at(next++);
    }
    return (rows_ == 0 ? "\n" : ",\n") + boost::json::serialize(row);
  }
  // A file takes its time: whose role or session ends meanwhile gets no further chunk.
  Task<> look_again() {
    auto& actor = visit_.actor;
    request_.context.received = visit_.deps.web.clock.now();
    const auto now = request_.context.received;
    const bool live = actor.session && co_await visit_.deps.sessions.is_live(*actor.session, now);
    if (!live) throw std::runtime_error("export of " + list_.name + ": the session is over");
    auto fresh = co_await visit_.deps.access.load_actor(*actor.id, now);
    fresh.acr = actor.acr;
    fresh.session = actor.session;
    actor = std::move(fresh);
  }
  Task<> record(bool done) {
    auto event = access::make_event("list.exported", visit_.actor, visit_.context());
    event.purpose = "administration";
    event.object_type = "list";
    event.object_id = list_.name;
    event.details["rows"] = rows_;
    event.details["done"] = done;
    event.details["format"] = csv_ ? "csv" : "json";
    recorded_ = rows_;
    std::vector<audit::Event> events;
    events.push_back(std::move(event));
    co_await visit_.deps.journal.append(std::move(events));
  }

  http::Request request_;
  Visit visit_;
  List list_;
  bool csv_;
  std::optional<Records> next_;
  std::string token_;
  bool begun_ = false;
  bool done_ = false;
  std::size_t rows_ = 0;
  std::size_t recorded_ = 0;
};

Task<http::Response> export_list(const Visit& visit, const List& list) {
  const auto format = visit.asked("format");
  if (format != "csv" && format != "json")
    co_return visit.refuse({.code = Errc::invalid, .id = "console.format"}, list.path);
  const bool csv = format == "csv";
  const auto file = std::make_shared<Export>(visit.deps, visit.request, visit.actor, list, csv);
  if (auto begun = co_await file->begin(); !begun) co_return visit.refuse(begun.error(), list.path);
  http::Response out;
  out.header("Content-Type", csv ? "text/csv; charset=utf-8; header=present" : "application/json");
  out.header("Content-Disposition", "attachment; filename=\"" + list.name + '.' + format + '"');
  out.body_source = [file]() { return file->read(); };
  co_return out;
}

}  // namespace

// OWASP, CSV injection: what begins like a formula is made a text by an apostrophe.
std::string csv_cell(std::string_view text) {
  std::string out = "\"";
  if (!text.empty() && std::string_view("=+-@\t\r\n").contains(text.front())) out += '\'';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

Task<Result<ui::AdminPage>> list_page(const Visit& visit, const List& list) {
  auto records = co_await list.load(visit, visit.asked("after"), kPage);
  if (!records) co_return std::unexpected(std::move(records.error()));
  ui::AdminPage page{.title_id = "console." + list.name + ".title",
                     .back_path = "/admin",
                     .notice = visit.notice(),
                     .next_path = visit.next_path(records->next),
                     .export_path = export_path(visit, list)};
  for (const auto& column : list.columns) {
    if (!column.text_id.empty()) page.columns.push_back(column.text_id);
  }
  for (auto& record : records->items) {
    page.line_ids.push_back(std::move(record.id));
    page.lines.push_back(std::move(record.cells));
  }
  co_return page;
}

void add_export(http::Router& router, const AdminDeps& deps, List list) {
  const auto path = list.path + "/export";
  router.add(http::Method::get, path, shown(deps, [list = std::move(list)](const Visit& visit) {
               return export_list(visit, list);
             }));
}

}  // namespace tessera::endpoints::admin
