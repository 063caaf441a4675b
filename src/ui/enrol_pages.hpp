// Models of the enrolment and review pages. Times are text already.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <boost/json/array.hpp>

#include <tessera/ui/components.hpp>
#include <tessera/ui/page.hpp>

namespace tessera::ui {

// One question page: a title, some paragraphs, fields in order, one button.
struct EnrolFormPage {
  static constexpr std::string_view kTemplate = "enrol_form";
  struct Password {
    Input input;
  };
  struct Select {
    Choices choices;
  };
  struct Link {
    std::string path;
    std::string text_id;
    std::string id;
  };
  using Field = std::variant<Input, Password, DateInput, Choices, Select>;

  std::string form_id;  // stable: "enrol-contact"
  std::string title_id;
  std::vector<std::string> text_ids;
  std::vector<Field> fields;
  std::string submit_id = "common.continue";
  std::string back_path;
  std::vector<std::pair<std::string, std::string>> hidden;  // name, value
  std::vector<Link> links;
  std::vector<FieldMessage> errors;

  [[nodiscard]] Data data() const {
    Data out{{"form_id", form_id}, {"title_id", title_id}, {"submit_id", submit_id}};
    if (!back_path.empty()) out["back_path"] = SafeUrl::local(back_path).text();
    boost::json::array texts, list, kept, more;
    for (const auto& id : text_ids) texts.push_back(Data{{"line_id", id}});
    for (const auto& field : fields) list.push_back(std::visit(Wrap{}, field));
    for (const auto& [name, value] : hidden)
      kept.push_back(Data{{"hidden_name", name}, {"hidden_value", value}});
    for (const auto& link : links) {
      more.push_back(Data{{"link_path", SafeUrl::local(link.path).text()},
                          {"link_text_id", link.text_id},
                          {"link_id", link.id}});
    }
    out["texts"] = std::move(texts);
    out["fields"] = std::move(list);
    out["hidden"] = std::move(kept);
    out["links"] = std::move(more);
    put_errors(out, errors);
    return out;
  }

 private:
  struct Wrap {
    Data operator()(const Input& f) const { return {{"as_input", f.data()}}; }
    Data operator()(const Password& f) const { return {{"as_password", f.input.data()}}; }
    Data operator()(const DateInput& f) const { return {{"as_date", f.data()}}; }
    Data operator()(const Choices& f) const { return {{"as_radios", f.data()}}; }
    Data operator()(const Select& f) const { return {{"as_select", f.choices.data()}}; }
  };
};

struct EnrolStartPage {
  static constexpr std::string_view kTemplate = "enrol_start";
  std::vector<FieldMessage> errors;
  std::string sign_in_path;  // of the portal that sent the person here, or empty
  [[nodiscard]] Data data() const {
    Data out{{"sign_in_path", sign_in_path}};
    put_errors(out, errors);
    return out;
  }
};

struct EnrolEvidencePage {
  static constexpr std::string_view kTemplate = "enrol_evidence";
  struct Scan {
    std::string id;
    std::string type_id;  // text id of the document type
    std::string size;     // "1.2 MB"
    std::string format;   // "JPEG"
  };
  std::vector<Scan> scans;
  std::vector<FieldMessage> errors;
  [[nodiscard]] Data data() const {
    boost::json::array list;
    for (const auto& scan : scans) {
      list.push_back(Data{{"scan_id", scan.id},
                          {"type_id", scan.type_id},
                          {"size", scan.size},
                          {"format", scan.format}});
    }
    Data out{{"back_path", "/enrol/document"},
             {"has_scans", !scans.empty()},
             {"scans", std::move(list)}};
    put_errors(out, errors);
    return out;
  }
};

struct Summary {
  std::string key_id;
  std::string value;
  std::string change_path = {};
  std::string change_id = {};
  std::string value_id = {};  // instead of value: a text id
};
[[nodiscard]] inline boost::json::array summary_rows(const std::vector<Summary>& rows) {
  boost::json::array list;
  for (const auto& row : rows) {
    list.push_back(
        Data{{"key_id", row.key_id},
             {"value", row.value},
             {"value_id", row.value_id},
             {"change_path", row.change_path.empty() ? "" : SafeUrl::local(row.change_path).text()},
             {"change_id", row.change_id}});
  }
  return list;
}

struct EnrolCheckPage {
  static constexpr std::string_view kTemplate = "enrol_check";
  std::vector<Summary> rows;
  bool complete = false;
  std::vector<FieldMessage> errors;
  [[nodiscard]] Data data() const {
    Data out{
        {"back_path", "/enrol/evidence"}, {"rows", summary_rows(rows)}, {"complete", complete}};
    put_errors(out, errors);
    return out;
  }
};

struct EnrolStatusPage {
  static constexpr std::string_view kTemplate = "enrol_status";
  struct Step {
    std::string when;
    std::string view_id;
    std::string who_id;
  };
  std::string notice;
  std::string view_id;  // "enrol.view.in_review"
  std::string text_id;  // "enrol.view_text.in_review"
  std::string tracking;
  std::string code;  // continuation code; own browser only
  std::string next_date;
  std::vector<std::string> reason_ids;
  std::vector<Step> steps;
  bool own = false;
  bool can_continue = false;  // the draft
  bool can_supply = false;
  bool can_edit = false;
  bool can_bind = false;
  bool can_withdraw = false;
  bool is_done = false;
  std::string return_path;  // to the portal that sent the person here, or empty
  [[nodiscard]] Data data() const {
    boost::json::array reasons, list;
    for (const auto& id : reason_ids) reasons.push_back(Data{{"reason_id", id}});
    for (const auto& step : steps) {
      list.push_back(
          Data{{"when", step.when}, {"step_view_id", step.view_id}, {"who_id", step.who_id}});
    }
    return {{"notice", notice},
            {"view_id", view_id},
            {"text_id", text_id},
            {"tracking", tracking},
            {"code", code},
            {"next_date", next_date},
            {"has_reasons", !reason_ids.empty()},
            {"reasons", std::move(reasons)},
            {"has_steps", !steps.empty()},
            {"steps", std::move(list)},
            {"own", own},
            {"can_continue", can_continue},
            {"can_supply", can_supply},
            {"can_edit", can_edit},
            {"can_bind", can_bind},
            {"can_withdraw", can_withdraw},
            {"is_done", is_done},
            {"return_path", return_path}};
  }
};

struct EnrolTotpPage {
  static constexpr std::string_view kTemplate = "enrol_totp";
  std::string offer;   // sealed secret
  std::string secret;  // base32 in groups of four
  std::string qr_path;
  int qr_size = 0;
  std::vector<FieldMessage> errors;
  [[nodiscard]] Data data() const {
    Data out{{"offer", offer}, {"secret", secret}, {"qr_path", qr_path}, {"qr_size", qr_size}};
    out["code"] = one_time_code("account.totp.code", errors);
    put_errors(out, errors);
    return out;
  }
};

struct EnrolInvitationPage {
  static constexpr std::string_view kTemplate = "enrol_invitation";
  std::string code;
  bool bootstrap = false;
  bool signed_in = false;
  std::vector<Summary> rows;
  [[nodiscard]] Data data() const {
    return {{"code", code},
            {"bootstrap", bootstrap},
            {"signed_in", signed_in},
            {"rows", summary_rows(rows)},
            {"offer_sign_in", !bootstrap && !signed_in}};
  }
};

struct ReviewQueuePage {
  static constexpr std::string_view kTemplate = "review_queue";
  struct Row {
    std::string id;
    std::string tracking;
    std::string kind_id;
    std::string since;
    bool mine = false;
    bool suggested = false;
    bool escalated = false;
    bool duplicate = false;
  };
  std::string notice;
  int load = 0;
  std::vector<Row> rows;
  [[nodiscard]] Data data() const {
    boost::json::array list;
    for (const auto& row : rows) {
      list.push_back(Data{{"case_id", row.id},
                          {"tracking", row.tracking},
                          {"kind_id", row.kind_id},
                          {"since", row.since},
                          {"mine", row.mine},
                          {"suggested", row.suggested},
                          {"escalated", row.escalated},
                          {"duplicate", row.duplicate},
                          {"case_path", SafeUrl::local("/review/" + row.id).text()}});
    }
    return {{"notice", notice},
            {"load", std::to_string(load)},
            {"has_rows", !rows.empty()},
            {"rows", std::move(list)}};
  }
};

struct ReviewCasePage {
  static constexpr std::string_view kTemplate = "review_case";
  struct Scan {
    std::string path;
    std::string type_id;
    std::string format;
    std::string size;
    std::string scan_id;  // "review.scan.not_scanned"
  };
  struct Step {
    std::string when;
    std::string text_id;
    std::string who_id;
  };
  std::string id;
  std::string tracking;
  std::string version;
  std::string kind_id;
  bool revealed = false;
  bool open = false;  // may be decided
  bool existing_person = false;
  std::vector<Summary> rows;
  std::vector<Scan> scans;
  std::vector<std::string> duplicate_ids;  // text ids
  std::vector<Step> steps;
  std::vector<Choices::Item> reasons;
  std::string decision;
  std::vector<FieldMessage> errors;
  [[nodiscard]] Data data() const {
    boost::json::array scan_list, duplicates, list;
    for (const auto& scan : scans) {
      scan_list.push_back(Data{{"scan_path", SafeUrl::local(scan.path).text()},
                               {"type_id", scan.type_id},
                               {"format", scan.format},
                               {"size", scan.size},
                               {"scan_text_id", scan.scan_id}});
    }
    for (const auto& id_ : duplicate_ids) duplicates.push_back(Data{{"duplicate_id", id_}});
    for (const auto& step : steps) {
      list.push_back(Data{{"when", step.when}, {"step_id", step.text_id}, {"who_id", step.who_id}});
    }
    Data out{{"back_path", "/review"},
             {"case_id", id},
             {"tracking", tracking},
             {"version", version},
             {"kind_id", kind_id},
             {"revealed", revealed},
             {"open", open},
             {"existing_person", existing_person},
             {"rows", summary_rows(rows)},
             {"has_scans", !scans.empty()},
             {"scans", std::move(scan_list)},
             {"has_duplicates", !duplicate_ids.empty()},
             {"duplicates", std::move(duplicates)},
             {"steps", std::move(list)}};
    out["decide"] = Choices{.name = "decision",
                            .legend_id = "review.decision",
                            .items = {{.value = "approve",
                                       .text_id = "review.approve",
                                       .hint_id = "review.approve_hint",
                                       .selected = decision == "approve"},
                                      {.value = "more",
                                       .text_id = "review.more",
                                       .hint_id = "review.more_hint",
                                       .selected = decision == "more"},
                                      {.value = "reject",
                                       .text_id = "review.reject",
                                       .hint_id = "review.reject_hint",
                                       .selected = decision == "reject"}},
                            .error_id = error_of(errors, "decision")}
                        .data();
    out["why"] = Choices{.name = "reasons",
                         .legend_id = "review.reasons",
                         .items = reasons,
                         .hint_id = "review.reasons_hint",
                         .error_id = error_of(errors, "reasons")}
                     .data();
    out["done"] = Choices{.name = "checklist",
                          .legend_id = "review.checklist",
                          .items = {{.value = "yes", .text_id = "review.checklist_done"}},
                          .hint_id = "review.checklist_hint",
                          .error_id = error_of(errors, "checklist")}
                      .data();
    put_errors(out, errors);
    return out;
  }
};

}  // namespace tessera::ui
