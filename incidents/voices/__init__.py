"""语音: what somebody said into the phone, up to sixty seconds, beside a matter's words and photos."""
