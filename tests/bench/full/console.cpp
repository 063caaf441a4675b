#include "bench/full/console.hpp"

#include <cstdio>
#include <fstream>
#include <iostream>
#include <optional>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "queries.hpp"
#include "store/postgres/connection.hpp"

namespace tessera::bench {
namespace {

namespace json = boost::json;

constexpr double kMostP95 = 100;  // milliseconds
constexpr std::size_t kConnections = 2;
constexpr std::size_t kRenewed = 20'000;

struct Question {
  std::string name;
  // The request of the n-th turn.
  std::function<std::string(std::size_t)> request;
};

// A uuid at some place of the order of ids, for pages in the middle of a list.
std::string somewhere(std::size_t turn) {
  Uuid id;
  const auto at = static_cast<std::uint32_t>(turn * 2'654'435'761U);
  for (std::size_t i = 0; i < 4; ++i) id.bytes[i] = static_cast<std::uint8_t>(at >> (24 - 8 * i));
  return to_string(id);
}

class Questions {
 public:
  Questions(const Target& target, const ConsoleContents& contents)
      : target_(target), contents_(contents) {
    fields_ = "Cookie: __Host-session=" + contents.session_cookie +
              "; __Host-csrf=" + contents.csrf_cookie + "\r\n";
  }
  [[nodiscard]] std::vector<Question> all() const {
    const auto& c = contents_;
    const auto person = [&c](std::size_t n) { return to_string(c.people[n % c.people.size()]); };
    const auto unit = [&c](std::size_t n) { return to_string(c.units[n % c.units.size()]); };
    const auto given = [&c](std::size_t n) { return c.given[n % c.given.size()]; };
    const auto family = [&c](std::size_t n) { return c.family[n % c.family.size()]; };
    return {
        {"people, first page", show([](auto) { return "/admin/people"; })},
        {"people, a page in the middle",
         show([](auto n) { return "/admin/people?after=" + somewhere(n); })},
        {"people, by status",
         show([](auto n) { return "/admin/people?state=suspended&after=" + somewhere(n); })},
        {"civil servants", show([](auto n) { return "/admin/staff?after=" + somewhere(n); })},
        {"civil servants of a unit", show([=](auto n) { return "/admin/staff?unit=" + unit(n); })},
        {"search, 3 letters", search([=](auto n) { return "name=" + given(n).substr(0, 3); })},
        {"search, given and family name",
         search([=](auto n) { return "name=" + given(n) + "+" + family(n); })},
        {"search, family name and year", search([=](auto n) {
           return "name=" + family(n) + "&birthdate=" + std::to_string(1930 + n % 80);
         })},
        {"search, birth date", search([](auto n) {
           return "birthdate=19" + std::to_string(30 + n % 60) + "-05-1" + std::to_string(n % 10);
         })},
        {"search, mail address",
         search([=](auto n) { return "login=" + given(n) + "." + family(n).substr(0, 4); })},
        {"search, document number", search([](auto n) {
           return "number=C" + std::to_string(10'000'000 + n * 111 % 30'000'000);
         })},
        {"search, nobody", search([](auto n) { return "name=Qqx" + std::to_string(n); })},
        {"person", show([=](auto n) { return "/admin/people/" + person(n); })},
        {"person, history", show([=](auto n) { return "/admin/history/person/" + person(n); })},
        {"units", show([](auto) { return "/admin/units"; })},
        {"roles", show([](auto) { return "/admin/roles"; })},
        {"role grants", show([](auto n) { return "/admin/role-grants?after=" + somewhere(n); })},
        {"role grants of a unit",
         show([=](auto n) { return "/admin/role-grants?in_unit=" + unit(n); })},
        {"role grant, history", show([&c](auto n) {
           return "/admin/history/role_grant/" + to_string(c.grants[n % c.grants.size()]);
         })},
        {"portals", show([](auto) { return "/admin/clients"; })},
        {"sessions", show([](auto n) { return "/admin/sessions?after=" + somewhere(n); })},
        {"keys", show([](auto) { return "/admin/keys"; })},
        {"journal", show([](auto) { return "/admin/journal"; })},
        {"journal, by type", show([](auto) { return "/admin/journal?type=role_grant"; })},
        {"journal, by actor",
         show([&c](auto) { return "/admin/journal?actor=" + to_string(c.officer); })},
        {"journal, by subject",
         show([=](auto n) { return "/admin/journal?subject=" + person(n); })}};
  }

 private:
  using Make = std::function<std::string(std::size_t)>;
  [[nodiscard]] Make show(Make path) const {
    return [this, path = std::move(path)](std::size_t n) { return get(target_, path(n), fields_); };
  }
  [[nodiscard]] Make search(Make terms) const {
    return [this, terms = std::move(terms)](std::size_t n) {
      return post_form(target_, "/admin/people/search",
                       terms(n) + "&action=search&csrf=" + contents_.csrf, fields_);
    };
  }
  Target target_;
  const ConsoleContents& contents_;
  std::string fields_;
};

// The statements of the questions, planned for values as they are asked with.
void write_plans(const Place& place, const ConsoleContents& c, const std::string& file) {
  store::postgres::PgConnection db(
      {.url = place.superuser_url(), .statement_timeout = Duration{0}});
  db.exec_text("set plan_cache_mode = force_custom_plan");
  std::ofstream out(file);
  const auto text = [](const std::string& value) { return "'" + value + "'"; };
  const auto none = std::string("null");
  int number = 0;
  const auto explain = [&](const store::Query& query, const std::string& what,
                           const std::vector<std::string>& values) {
    const auto name = "q" + std::to_string(number++);
    std::string list;
    for (const auto& value : values) list += (list.empty() ? "" : ", ") + value;
    db.exec_text("prepare " + name + " as " + query.text);
    const auto rows = db.exec_text("explain (analyze, buffers) execute " + name + "(" + list + ")");
    out << "== " << query.name << ", " << what << "\n";
    for (std::size_t i = 0; i < rows.size(); ++i) out << rows[i].text(0) << "\n";
    out << "\n";
  };
  const auto unit = text(to_string(c.units.front()));
  const auto middle = text("80000000-0000-4000-8000-000000000000");
  const auto person = text(to_string(c.people.front()));
  explain(sql::person_list, "all, in the middle", {none, "false", middle, "50", none});
  explain(sql::person_list, "by status", {text("suspended"), "false", middle, "50", none});
  explain(sql::person_list_staff, "all", {none, "false", middle, "50", none, none, none});
  explain(sql::person_list_staff, "of a unit", {none, "false", none, "50", none, unit, none});
  const auto some = db.exec_text(
      "select generation, tokens[1:1]::text, tokens[1:4]::text from person_search limit 1");
  const auto generation = some[0].string(0);
  explain(sql::person_search_find, "one token", {generation, text(some[0].string(1)), "601"});
  explain(sql::person_search_find, "four tokens", {generation, text(some[0].string(2)), "601"});
  explain(
      sql::person_search_find, "one token, in a unit",
      {generation, text(some[0].string(1)), text("{" + to_string(c.units.front()) + "}"), "601"});
  explain(
      sql::person_search_load, "600 people",
      {text(db.exec_text("select array_agg(person)::text from (select person from person_search "
                         "limit 600) x")[0]
                .string(0)),
       text("{name,birthdate}")});
  explain(sql::person_search_load_due, "nobody is due", {generation, text("{name}"), "200"});
  explain(sql::console_units, "first page", {none, text(""), none, none, "50", none});
  explain(sql::console_roles, "first page", {text(""), text(""), "50"});
  explain(sql::console_sessions, "in the middle", {none, middle, "50", "now()"});
  const auto events = [&](const std::string& type, const std::string& actor,
                          const std::string& subject) {
    std::vector<std::string> values{type, actor, subject};
    values.insert(values.end(), {none, none, none, "50", none, none, none});
    return values;
  };
  explain(sql::journal_find_events, "newest", events(text(""), none, none));
  explain(sql::journal_find_events, "by actor", events(text(""), text(to_string(c.officer)), none));
  explain(sql::journal_find_events, "by subject", events(text(""), none, person));
  explain(sql::journal_find_events_of_type, "role_grant", events(text("role_grant"), none, none));
  explain(sql::journal_find_history, "of a role grant",
          {text("role_grant"), text(to_string(c.grants.front())), none, "50"});
}

std::string table_row(const std::string& name, const Outcome& o) {
  char text[200];
  std::snprintf(text, sizeof text, "| %s | %.0f | %.1f | %.1f | %.1f | %s | %zu |\n", name.c_str(),
                o.per_second(), o.p50_ms, o.p95_ms, o.p99_ms,
                o.p95_ms <= kMostP95 ? "met" : "MISSED", o.errors);
  return text;
}

}  // namespace

bool measure_console(const ConsoleOptions& options) {
  Place place(options.data);
  ConsoleContents contents;
  double renewed = 0;
  {
    ConsoleFiller filler(place);
    contents = filler.fill(options.people);
    place.settle();
    renewed = filler.renew_tokens(std::min(kRenewed, options.people));
    place.settle();
  }
  const ServerUnderTest server(options.binary, place);
  boost::asio::io_context io{1};
  boost::asio::ssl::context tls{boost::asio::ssl::context::tls_client};
  Generator generator(io, tls, place.watched(server.pid()));
  const Questions questions(place.plain(), contents);
  std::string table =
      "| page | turns/s | p50 ms | p95 ms | p99 ms | p95 under 100 ms | errors |\n"
      "|---|---:|---:|---:|---:|---|---:|\n";
  json::array rows;
  bool good = true;
  std::size_t turn = 0;
  for (const auto& question : questions.all()) {
    const Scenario scenario = [&question](Link& link, std::size_t n) -> Task<> {
      const auto answer = co_await link.ask(question.request(n));
      if (answer.status != 200)
        throw std::runtime_error(question.name + ": " + std::to_string(answer.status));
    };
    Load load{.target = place.plain(),
              .connections = kConnections,
              .time = seconds{30},
              .most_turns = 50,
              .first_turn = turn};
    (void)generator.run(load, scenario, false);
    load.first_turn = turn += load.most_turns;
    load.most_turns = static_cast<std::size_t>(-1);
    load.time =
        std::chrono::duration_cast<Duration>(std::chrono::duration<double>(options.seconds));
    const auto outcome = generator.run(load, scenario);
    turn += outcome.turns;
    const auto line = table_row(question.name, outcome);
    std::cerr << line;
    if (outcome.errors > 0) std::cerr << outcome.first_error << "\n";
    table += line;
    rows.push_back(json::object{{"page", question.name},
                                {"per_second", outcome.per_second()},
                                {"p50_ms", outcome.p50_ms},
                                {"p95_ms", outcome.p95_ms},
                                {"p99_ms", outcome.p99_ms},
                                {"errors", outcome.errors}});
    good = good && outcome.errors == 0 && outcome.turns > 0 && outcome.p95_ms <= kMostP95;
  }
  if (!options.json.empty()) {
    write_plans(place, contents, options.json + ".plans.txt");
    std::ofstream(options.json) << json::serialize(
                                       json::object{{"people", options.people},
                                                    {"connections", kConnections},
                                                    {"tokens_renewed_per_second", renewed},
                                                    {"load_average", load_average()},
                                                    {"rows", rows}})
                                << "\n";
  }
  std::cout << table << "\nTokens made anew by the job: " << renewed
            << " people a second. Load average " << load_average() << ".\n";
  return good;
}

}  // namespace tessera::bench
