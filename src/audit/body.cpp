// Written by hand because it runs once per event: the members are in RFC 8785 order already.
#include <algorithm>

#include <tessera/audit/row.hpp>
#include <tessera/codec/json.hpp>

namespace tessera::audit {
namespace {

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text,
                             [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; });
}

void append_string(std::string& out, std::string_view text) {
  if (is_plain(text)) {
    out += '"';
    out += text;
    out += '"';
  } else if (const auto canonical = codec::canonical_json(boost::json::value(text))) {
    out += *canonical;
  } else {
    out += '"' + to_hex(as_bytes(text)) + '"';
  }
}

class Members {
 public:
  explicit Members(std::string& out) : out_(out) { out_ += '{'; }
  void text(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    begin(name);
    append_string(out_, value);
  }
  void raw(std::string_view name, std::string_view json) {
    begin(name);
    out_ += json;
  }
  void id(std::string_view name, const Uuid& value) {
    text(name, value.is_nil() ? "" : to_string(value));
  }
  void end() { out_ += '}'; }

 private:
  void begin(std::string_view name) {
    if (out_.size() > 1) out_ += ',';
    out_ += '"';
    out_ += name;
    out_ += "\":";
  }
  std::string& out_;
};

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::success:
      return "success";
    case Outcome::failure:
      return "failure";
    case Outcome::denied:
      return "denied";
  }
  return "failure";
}

}  // namespace

std::string render_body(const Event& event) {
  std::string out;
  out.reserve(320);
  Members members(out);
  if (event.actor) members.id("actor", *event.actor);
  members.text("actor_kind", event.actor_kind);
  members.text("actor_role", event.actor_role);
  members.text("address_class", event.address_class);
  if (!event.details.empty()) {
    members.raw("details", codec::canonical_json(event.details).value_or(R"({"invalid":true})"));
  }
  members.text("object_id", event.object_id);
  members.text("object_type", event.object_type);
  members.text("outcome", to_string(event.outcome));
  members.text("purpose", event.purpose);
  members.text("reason", event.reason);
  members.id("request_id", event.request_id);
  members.text("trace_id", event.trace_id);
  members.text("type", event.type);
  members.end();
  return out;
}

}  // namespace tessera::audit
