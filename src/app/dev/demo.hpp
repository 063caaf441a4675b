// Demo people, staff, roles and portals of `tessera dev`, made through the services like real ones.
// Secrets are drawn anew for each data folder and exist in clear only in demo.json (mode 0600).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include <boost/json/object.hpp>

#include <tessera/base/task.hpp>

#include "app/node/rooms.hpp"

namespace tessera::app {

struct DemoOptions {
  int people = 40;  // besides the named ones; names come from a seeded generator
  std::uint64_t seed = 2026;
};

class Demo {
 public:
  Demo(Rooms& rooms, Backends& backends) : rooms_(rooms), backends_(backends) {}
  // {"people": [...], "clients": [...]} as demo.json holds them. Throws std::runtime_error if a
  // service refuses: demo data that the rules do not allow is a defect.
  [[nodiscard]] Task<boost::json::object> make(const DemoOptions& options);

 private:
  [[nodiscard]] Task<boost::json::object> make_named(const boost::json::object& entry);
  [[nodiscard]] Task<boost::json::object> make_citizen(int number, Random& seeded);
  [[nodiscard]] Task<boost::json::object> make_person(people::NewPerson person, bool staff);
  // A smart card with this number; its file is made by DevFolder.
  [[nodiscard]] Task<> bind_card(const Uuid& person, std::string number);
  [[nodiscard]] Task<> grant(const Uuid& person, std::string role);
  [[nodiscard]] Task<> make_sensitive_role();
  [[nodiscard]] Task<Uuid> unit_of(std::string name);
  [[nodiscard]] Task<boost::json::object> make_client(const boost::json::object& entry);
  [[nodiscard]] RequestContext context() const;

  Rooms& rooms_;
  Backends& backends_;
  std::map<std::string, Uuid> units_;  // by name
};

// The number and the name on the card of the demo person who has one.
struct DemoCard {
  std::string number;
  std::string name;
};
[[nodiscard]] DemoCard demo_card();

// What each demo person can do, for the terminal.
[[nodiscard]] std::string render_demo(const boost::json::object& demo);

}  // namespace tessera::app
