// Administration at a million people: lists, search, details and histories over HTTP, and the plans
// of their statements.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/node/backends.hpp"
#include "app/node/rooms.hpp"
#include "bench/full/load.hpp"
#include "bench/full/place.hpp"

namespace tessera::bench {

struct ConsoleOptions {
  std::string binary, data, json;
  std::size_t people = 1'000'000;
  double seconds = 5;
};

// What was filled, as far as the questions need it.
struct ConsoleContents {
  std::string session_cookie;  // of an officer with all roles that read
  std::string csrf_cookie;
  std::string csrf;
  Uuid officer;
  std::vector<Uuid> people;  // some of them
  std::vector<Uuid> units;
  std::vector<Uuid> grants;
  std::vector<std::string> given, family;  // names that people have
};

// Rows as the services write them, loaded by COPY: each person with a data key of his own under the
// month's epoch key, values sealed under it, fingerprints, tokens of search, role grants with their
// seals, events sealed into the chain of the journal.
class ConsoleFiller {
 public:
  explicit ConsoleFiller(const Place& place);
  ~ConsoleFiller();
  ConsoleFiller(const ConsoleFiller&) = delete;
  ConsoleFiller& operator=(const ConsoleFiller&) = delete;
  [[nodiscard]] ConsoleContents fill(std::size_t people);
  // People per second whose tokens the service's own job makes anew.
  [[nodiscard]] double renew_tokens(std::size_t people);

 private:
  struct Batch;
  void fill_units(ConsoleContents& out);
  void fill_people(ConsoleContents& out, std::size_t first, std::size_t count);
  void load(const std::string& table, const std::string& columns, const std::string& lines);
  void make_officer(ConsoleContents& out);
  void sequence_journal();
  [[nodiscard]] RequestContext context();

  const Place& place_;
  app::Backends backends_;
  app::Rooms rooms_;
  int bits_ = 0;
};

// False if an answer was wrong or a p95 was over the aim. Prints a table; writes JSON, and plans
// beside it.
[[nodiscard]] bool measure_console(const ConsoleOptions& options);

}  // namespace tessera::bench
