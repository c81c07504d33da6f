KT.text.receive({{ text.browser|script_json }});
