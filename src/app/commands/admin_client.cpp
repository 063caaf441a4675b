#include "app/commands/admin_client.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <optional>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/form.hpp>
#include <tessera/codec/json.hpp>

#include "app/commands/admin_transport.hpp"
#include "app/commands/refusal_text.hpp"
#include "app/commands/table_text.hpp"
#include "app/commands/yaml_text.hpp"
#include "app/exit_code.hpp"

namespace tessera::app {
namespace {

constexpr std::size_t kLargestReply = 64 << 20;

int complain(const std::string& text) {
  std::cerr << "tessera: " << text << '\n';
  return kUsage;
}

// A secret on a command line is in the history of the shell and in the list of processes.
std::optional<std::string> secret_word(const std::vector<std::string>& words) {
  static constexpr std::array<std::string_view, 6> kSecrets{"password", "secret", "client_secret",
                                                            "token",    "code",   "private_key"};
  for (const auto& word : words) {
    const auto name = word.substr(0, word.find('='));
    if (name.size() < word.size() && std::ranges::find(kSecrets, name) != kSecrets.end())
      return name;
  }
  return std::nullopt;
}

std::string usage_of(const AdminVerb& verb) {
  std::string out = "usage: tessera " + std::string(verb.noun);
  if (!verb.verb.empty()) out += ' ' + std::string(verb.verb);
  const auto words = words_of(verb);
  return out + (words.empty() ? "" : ' ' + words);
}

bool agreed(const AdminVerb& verb, const AdminOptions& options) {
  if (!is_drastic(verb) || options.yes || options.dry_run || options.file == "-" ||
      isatty(STDIN_FILENO) == 0)
    return true;
  std::cerr << verb.noun << ' ' << verb.verb;
  for (const auto& word : options.words) std::cerr << ' ' << word;
  std::cerr << ": really? [y/N] ";
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "yes";
}

// Columns of the terminal; 0 where nobody looks, so that scripts get all of it.
std::size_t terminal_width() {
  winsize size{};
  if (isatty(STDOUT_FILENO) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

void show(const AdminOptions& options, const std::string& body) {
  if (body.empty()) return;
  const auto value = codec::parse_json(body, kLargestReply);
  if (!value || options.output == "json")
    std::cout << body << '\n';
  else if (options.output == "yaml")
    std::cout << render_yaml(*value);
  else
    std::cout << render_table(body, options.wide ? 0 : terminal_width());
}

int refuse(const AdminReply& reply) {
  if (!reply.error.empty()) {
    std::cerr << "tessera: the server cannot be reached: " << reply.error
              << "\n  next: is it running? `tessera healthcheck`; --socket names its socket\n";
    return kFailed;
  }
  std::cerr << "tessera: " << refusal_text(reply.status, reply.body);
  return exit_code_of(reply.status);
}

// The pages that follow, joined to the first.
AdminReply with_all_pages(const AdminTransport& server, const AdminCall& call, AdminReply first) {
  auto whole = codec::parse_json_object(first.body, kLargestReply);
  while (whole && whole->contains("next_page_token")) {
    const auto token = codec::text_of(*whole, "next_page_token");
    whole->erase("next_page_token");
    auto next = call;
    next.target = codec::with_query(call.target, {{"page_token", token}});
    auto reply = server.send(next);
    if (!reply.good()) return reply;
    auto page = codec::parse_json_object(reply.body, kLargestReply);
    if (!page || !page->contains("items")) break;
    for (auto& item : page->at("items").as_array())
      whole->at("items").as_array().push_back(std::move(item));
    if (page->contains("next_page_token"))
      (*whole)["next_page_token"] = page->at("next_page_token");
  }
  if (whole) first.body = boost::json::serialize(*whole);
  return first;
}

std::vector<std::pair<std::string, std::string>> headers_for(const AdminOptions& options) {
  std::vector<std::pair<std::string, std::string>> out;
  if (!options.if_match.empty()) out.emplace_back("If-Match", '"' + options.if_match + '"');
  if (!options.idempotency_key.empty())
    out.emplace_back("Idempotency-Key", options.idempotency_key);
  return out;
}

}  // namespace

const std::vector<std::pair<std::string, std::string>>& admin_nouns() {
  static const std::vector<std::pair<std::string, std::string>> kNouns{
      {"client", "portals and services that people sign in to"},
      {"initial-access-token", "tokens to register clients with"},
      {"scim", "what HR systems provision, and with which tokens"},
      {"person", "people and their accounts"},
      {"consent", "what a person agreed to, for staff in a case"},
      {"invitation", "invitations of civil servants"},
      {"unit", "organisational units"},
      {"role", "roles and the permissions there are"},
      {"role-grant", "who has which role, where and until when"},
      {"approval", "what waits for the agreement of others, and what needs it"},
      {"session", "sessions of a person"},
      {"case", "accounts of which somebody said: this was not me"},
      {"recovery", "sign-in that an officer vouches for"},
      {"key", "keys that sign tokens, of a running server"},
      {"audit-event", "events of the journal"},
      {"emergency", "access that was taken in an emergency"},
      {"campaign", "recertification of role grants"},
      {"unit-reviewer", "who reviews the grants of a unit"},
      {"work-case", "what staff look at people for, and who it is given to"},
      {"training", "courses that a person completed"},
      {"purpose", "why staff may look at people"},
      {"sign-in-level", "how strongly people sign in for a role"},
      {"explain", "why a person may or may not do something"},
  };
  return kNouns;
}

std::string words_of(const AdminVerb& verb) {
  std::string out;
  const auto add = [&out](const std::string& word) { out += (out.empty() ? "" : " ") + word; };
  for (auto hole = verb.path.find('{'); hole != std::string_view::npos;) {
    auto name = std::string(verb.path.substr(hole + 1, verb.path.find('}', hole) - hole - 1));
    std::ranges::transform(name, name.begin(), [](char c) { return c >= 'a' ? c - 32 : c; });
    add(name);
    hole = verb.path.find('{', hole + 1);
  }
  for (const auto& name : verb.positional) add('[' + std::string(name) + ']');
  add("[name=value ...]");
  return out;
}

bool is_drastic(const AdminVerb& verb) {
  static constexpr std::array<std::string_view, 11> kWords{
      "delete",  "revoke", "suspend",       "expire",    "end",     "end-sessions",
      "release", "rotate", "rotate-secret", "intervene", "withdraw"};
  return verb.method == "DELETE" || std::ranges::find(kWords, verb.verb) != kWords.end();
}

int run_admin_verb(const AdminVerb& verb, const AdminOptions& options) {
  if (const auto name = secret_word(options.words))
    return complain(*name +
                    " does not belong on a command line, which others can see; give it by "
                    "--file FILE, or --file - for stdin");
  if (options.dry_run && verb.method == "GET") return complain("--dry-run is for changes");
  std::optional<boost::json::object> body;
  if (!options.file.empty()) {
    auto parsed = codec::parse_json_object(read_all(options.file));
    if (!parsed) return complain(options.file + ": is not a JSON object: " + parsed.error().text);
    body = std::move(*parsed);
  }
  auto call = make_admin_call(verb, options.words, body);
  if (!call) return complain(usage_of(verb));
  if (options.dry_run) call->target = codec::with_query(call->target, {{"dry_run", "true"}});
  const auto server = AdminTransport::find(options.server);
  if (!server) return kUsage;
  if (!agreed(verb, options)) {
    std::cerr << "nothing was done\n";
    return kFailed;
  }
  auto reply = server->send(*call, headers_for(options));
  if (reply.good() && options.all) reply = with_all_pages(*server, *call, std::move(reply));
  if (!reply.good()) return refuse(reply);
  show(options, reply.body);
  return kOk;
}

}  // namespace tessera::app
